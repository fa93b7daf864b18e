"""Pictures that show several photographs: contact sheets, album pages, screenshots, pages."""
