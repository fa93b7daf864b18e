"""Catalogues in XML: MARCXML, MODS, Dublin Core, LIDO, each also as an OAI-PMH export."""
