"""What an auditor takes along, in the terms of PREMIS 3: files, events, agents and rights."""
