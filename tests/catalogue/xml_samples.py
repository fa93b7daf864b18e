"""Small made-up catalogues in XML, one in each format."""

MARC = """<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim">
  <record>
    <leader>00000nkm a2200000 a 4500</leader>
    <controlfield tag="001">  ph00001 </controlfield>
    <controlfield tag="008">010101q18901910xx nnn            kneng d</controlfield>
    <datafield tag="100" ind1="1" ind2=" ">
      <subfield code="a">Kral, Eva,</subfield><subfield code="e">photographer.</subfield>
    </datafield>
    <datafield tag="245" ind1="1" ind2="0">
      <subfield code="a">Mill at the river /</subfield><subfield code="c">E. Kral.</subfield>
    </datafield>
    <datafield tag="264" ind1=" " ind2="0"><subfield code="c">[ca. 1900]</subfield></datafield>
    <datafield tag="540" ind1=" " ind2=" ">
      <subfield code="a">No known restrictions.</subfield>
      <subfield code="u">http://rightsstatements.org/vocab/NKC/1.0/</subfield>
    </datafield>
    <datafield tag="650" ind1=" " ind2="0">
      <subfield code="a">Mills</subfield><subfield code="z">Slovakia.</subfield>
    </datafield>
    <datafield tag="856" ind1="4" ind2="1">
      <subfield code="u">https://example.org/img/ph%2000001.tif</subfield>
      <subfield code="u">https://example.org/img/ph%2000001v.tif</subfield>
    </datafield>
    <datafield tag="856" ind1="4" ind2="2">
      <subfield code="u">https://example.org/about</subfield>
    </datafield>
  </record>
  <record>
    <controlfield tag="001">ph00002</controlfield>
    <controlfield tag="008">010101s192u    xx nnn            kneng d</controlfield>
    <datafield tag="245" ind1="0" ind2="0"><subfield code="a">Flood</subfield></datafield>
    <datafield tag="700" ind1="1" ind2=" "><subfield code="a">Editor, A.</subfield></datafield>
    <datafield tag="700" ind1="1" ind2=" ">
      <subfield code="a">Novak, J.</subfield><subfield code="4">pht</subfield>
    </datafield>
  </record>
</collection>
"""

MODS = """<modsCollection xmlns="http://www.loc.gov/mods/v3"
    xmlns:xlink="http://www.w3.org/1999/xlink">
  <mods version="3.7">
    <titleInfo type="alternative"><title>The old mill</title></titleInfo>
    <titleInfo><nonSort>The</nonSort><title>mill</title><subTitle>in winter</subTitle></titleInfo>
    <name><namePart>Kral, Eva</namePart><namePart type="date">1870-1950</namePart>
      <role><roleTerm type="text">photographer</roleTerm></role></name>
    <name><namePart>Mill Company</namePart>
      <role><roleTerm type="text">depicted</roleTerm></role></name>
    <originInfo>
      <dateCreated point="start" qualifier="approximate">1898</dateCreated>
      <dateCreated point="end">1901</dateCreated>
      <dateCaptured>2015-03-04</dateCaptured>
    </originInfo>
    <abstract>A mill.</abstract>
    <accessCondition type="use and reproduction"
      xlink:href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</accessCondition>
    <accessCondition type="restriction on access">Reading room only</accessCondition>
    <identifier type="uri">https://example.org/id/7</identifier>
    <identifier type="local">PH-7</identifier>
    <location><shelfLocator>Box 3</shelfLocator>
      <url usage="primary display">https://example.org/items/7</url>
      <url access="raw object">https://example.org/files/PH-7.tif</url></location>
    <relatedItem type="host"><titleInfo><title>Kral albums</title></titleInfo>
      <identifier type="local">ALB-1</identifier></relatedItem>
  </mods>
</modsCollection>
"""

DUBLIN_CORE = """<records xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:dcterms="http://purl.org/dc/terms/">
  <item>
    <dc:identifier>https://example.org/objects/12</dc:identifier>
    <dc:identifier>A 12</dc:identifier>
    <dc:identifier>A_12_front.jpg</dc:identifier>
    <dc:identifier>A_12_back.jpg</dc:identifier>
    <dc:title xml:lang="sk">Mlyn</dc:title><dc:title xml:lang="en">Mill</dc:title>
    <dc:creator>Kral, Eva</dc:creator><dc:creator>Novak, J.</dc:creator>
    <dcterms:created>1920-05/1920-06</dcterms:created>
    <dc:subject>mills &amp; rivers</dc:subject>
    <dc:rights>In Copyright</dc:rights>
    <dcterms:license>https://creativecommons.org/licenses/by/4.0/</dcterms:license>
  </item>
</records>
"""

OAI = """<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
  <responseDate>2026-01-01T00:00:00Z</responseDate>
  <request verb="ListRecords" metadataPrefix="oai_dc">https://example.org/oai</request>
  <ListRecords>
    <record>
      <header><identifier>oai:example.org:1</identifier><datestamp>2020-01-01</datestamp>
        <setSpec>photographs</setSpec><setSpec>mills</setSpec></header>
      <metadata>
        <oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/"
            xmlns:dc="http://purl.org/dc/elements/1.1/">
          <dc:identifier>PH 1</dc:identifier>
          <dc:title>Mill</dc:title><dc:date>1936 or later</dc:date>
          <dc:relation>https://example.org/web/PH%201.jpg?size=full</dc:relation>
        </oai_dc:dc>
      </metadata>
    </record>
    <record>
      <header status="deleted"><identifier>oai:example.org:2</identifier>
        <datestamp>2020-01-02</datestamp></header>
    </record>
    <resumptionToken>{token}</resumptionToken>
  </ListRecords>
</OAI-PMH>
"""

LIDO = """<lido:lidoWrap xmlns:lido="http://www.lido-schema.org">
  <lido:lido>
    <lido:lidoRecID lido:type="local">M-1</lido:lidoRecID>
    <lido:descriptiveMetadata xml:lang="de">
      <lido:objectClassificationWrap><lido:objectWorkTypeWrap><lido:objectWorkType>
        <lido:term>Fotografie</lido:term>
      </lido:objectWorkType></lido:objectWorkTypeWrap></lido:objectClassificationWrap>
      <lido:objectIdentificationWrap>
        <lido:titleWrap>
          <lido:titleSet>
            <lido:appellationValue lido:pref="alternate">Old mill</lido:appellationValue>
          </lido:titleSet>
          <lido:titleSet>
            <lido:appellationValue lido:pref="preferred">Alte Mühle</lido:appellationValue>
          </lido:titleSet>
        </lido:titleWrap>
        <lido:repositoryWrap><lido:repositorySet><lido:workID>1920/17</lido:workID>
        </lido:repositorySet></lido:repositoryWrap>
      </lido:objectIdentificationWrap>
      <lido:eventWrap>
        <lido:eventSet><lido:event>
          <lido:eventType><lido:term>Erwerb</lido:term></lido:eventType>
          <lido:eventDate><lido:displayDate>1999</lido:displayDate></lido:eventDate>
        </lido:event></lido:eventSet>
        <lido:eventSet><lido:event>
          <lido:eventType><lido:conceptID>http://terminology.lido-schema.org/lido00007</lido:conceptID>
          </lido:eventType>
          <lido:eventActor>
            <lido:displayActorInRole>Eva Kral (1870-1950), Fotografin</lido:displayActorInRole>
            <lido:actorInRole><lido:actor><lido:nameActorSet>
              <lido:appellationValue>Kral, Eva</lido:appellationValue>
            </lido:nameActorSet></lido:actor></lido:actorInRole></lido:eventActor>
          <lido:eventDate><lido:date><lido:earliestDate>1920</lido:earliestDate>
            <lido:latestDate>1925</lido:latestDate></lido:date></lido:eventDate>
        </lido:event></lido:eventSet>
      </lido:eventWrap>
    </lido:descriptiveMetadata>
    <lido:administrativeMetadata xml:lang="de">
      <lido:rightsWorkWrap><lido:rightsWorkSet>
        <lido:rightsType><lido:term>Public Domain</lido:term></lido:rightsType>
        <lido:creditLine>Museum M</lido:creditLine>
      </lido:rightsWorkSet></lido:rightsWorkWrap>
      <lido:resourceWrap>
        <lido:resourceSet>
          <lido:resourceRepresentation lido:type="image_master">
            <lido:linkResource>https://example.org/m/M-1_a.tif</lido:linkResource>
          </lido:resourceRepresentation>
          <lido:rightsResource>
            <lido:rightsType><lido:conceptID>https://creativecommons.org/licenses/by/4.0/</lido:conceptID>
            </lido:rightsType>
            <lido:rightsHolder><lido:legalBodyName>
              <lido:appellationValue>Museum M</lido:appellationValue>
            </lido:legalBodyName></lido:rightsHolder>
          </lido:rightsResource>
        </lido:resourceSet>
        <lido:resourceSet><lido:resourceRepresentation>
          <lido:linkResource>https://example.org/m/M-1_b.tif</lido:linkResource>
        </lido:resourceRepresentation></lido:resourceSet>
      </lido:resourceWrap>
    </lido:administrativeMetadata>
  </lido:lido>
</lido:lidoWrap>
"""
