CREATE TABLE root AS SELECT 'from the root; not the end'::text AS text;
