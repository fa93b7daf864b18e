-- Sites keep collections, each with a price of storage.
CREATE TABLE lookalike_internal.site (
    site_id integer GENERATED ALWAYS AS IDENTITY,
    name text NOT NULL,
    sector text,
    jurisdiction text,
    storage_rate numeric,
    rate_basis text,
    tb_per_rack_unit numeric,
    currency text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT site_pkey PRIMARY KEY (site_id),
    CONSTRAINT site_name_key UNIQUE (name),
    CONSTRAINT site_name_check CHECK (name <> ''),
    CONSTRAINT site_sector_check CHECK (sector <> ''),
    CONSTRAINT site_jurisdiction_check CHECK (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
    CONSTRAINT site_storage_rate_check CHECK (storage_rate >= 0 AND storage_rate < 1e12),
    CONSTRAINT site_rate_basis_check CHECK (rate_basis IN ('TB and year', 'rack unit and month')),
    CONSTRAINT site_tb_per_rack_unit_check CHECK (tb_per_rack_unit > 0 AND tb_per_rack_unit < 1e12),
    CONSTRAINT site_currency_check CHECK (currency ~ '^[A-Z]{3}$'),
    CONSTRAINT site_rate_check CHECK (num_nonnulls(storage_rate, rate_basis, currency) IN (0, 3)),
    CONSTRAINT site_rack_check CHECK ((tb_per_rack_unit IS NOT NULL) = (rate_basis IS NOT DISTINCT FROM 'rack unit and month'))
);
COMMENT ON TABLE lookalike_internal.site IS 'A place that keeps collections: what it is, whose law holds there, and what storage costs there.';
COMMENT ON COLUMN lookalike_internal.site.site_id IS 'Number of the site.';
COMMENT ON COLUMN lookalike_internal.site.name IS 'Name that people gave it.';
COMMENT ON COLUMN lookalike_internal.site.sector IS 'Sector in the words of people, such as library or newsroom; null where nobody declared it.';
COMMENT ON COLUMN lookalike_internal.site.jurisdiction IS
    'The place whose law holds there, as an ISO 3166 code such as HK or US-CA; null where nobody declared it. The jurisdiction of a collection counts before it.';
COMMENT ON COLUMN lookalike_internal.site.storage_rate IS
    'Price of storage for one unit of rate_basis, in the currency; null where the settings of the archive hold.';
COMMENT ON COLUMN lookalike_internal.site.rate_basis IS 'What the price is for: TB and year, or rack unit and month. One TB is 10^12 bytes.';
COMMENT ON COLUMN lookalike_internal.site.tb_per_rack_unit IS 'How many TB a rack unit holds; null for prices of a TB and year.';
COMMENT ON COLUMN lookalike_internal.site.currency IS 'Currency of the price, as three capital letters of ISO 4217, such as HKD.';
COMMENT ON COLUMN lookalike_internal.site.created_at IS 'When it was added.';

ALTER TABLE lookalike_internal.collection
    ADD COLUMN site_id integer,
    ADD CONSTRAINT collection_site_id_fkey FOREIGN KEY (site_id) REFERENCES lookalike_internal.site;
COMMENT ON COLUMN lookalike_internal.collection.site_id IS 'The site that keeps it; null where nobody declared it.';
