package io.replicatedpostgres.cluster;

import java.util.List;

/** A schema with every kind of object that a dump knows, and for each kind a change and the words for it. */
final class ObjectKinds {

    static final String SCHEMA = """
            CREATE ROLE app LOGIN; CREATE ROLE grp; GRANT grp TO app; ALTER ROLE app SET work_mem = '5MB';
            CREATE SCHEMA shop; CREATE EXTENSION citext; CREATE EXTENSION postgres_fdw;
            CREATE TYPE shop.mood AS ENUM ('sad', 'glad'); CREATE TYPE shop.pair AS (a int, b text);
            CREATE TYPE shop.span AS RANGE (subtype = float8); CREATE DOMAIN shop.positive AS int CHECK (VALUE > 0);
            CREATE SEQUENCE shop.s; CREATE SEQUENCE shop.never_called; CREATE COLLATION shop.posix (locale = 'C');
            CREATE TABLE shop.person (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL DEFAULT 'none',
              born date, feels shop.mood, twice int GENERATED ALWAYS AS (2 * 21) STORED, note citext, CHECK (name <> ''));
            CREATE TABLE shop.worker (id int, name text DEFAULT 'none', CHECK (name <> ''));
            CREATE TABLE shop.visit (person bigint REFERENCES shop.person, room int, during tsrange,
              EXCLUDE USING gist (during WITH &&));
            CREATE INDEX visits_by_room ON shop.visit (room); CREATE UNLOGGED TABLE shop.fast (id int);
            CREATE VIEW shop.names AS SELECT name FROM shop.person;
            CREATE MATERIALIZED VIEW shop.counted AS SELECT count(*) FROM shop.person;
            CREATE MATERIALIZED VIEW shop.not_yet AS SELECT 1 AS one WITH NO DATA;
            CREATE FUNCTION shop.one() RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE FUNCTION shop.touched() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
            CREATE FUNCTION shop.add(int, int) RETURNS int LANGUAGE sql AS 'SELECT $1 + $2';
            CREATE FUNCTION shop.ended() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
            CREATE PROCEDURE shop.do_nothing() LANGUAGE sql AS '';
            CREATE AGGREGATE shop.total(int) (sfunc = shop.add, stype = int, initcond = '0');
            CREATE OPERATOR shop.<<>> (leftarg = int, rightarg = int, function = shop.add);
            CREATE FUNCTION shop.to_mood(int) RETURNS shop.mood LANGUAGE sql AS 'SELECT ''sad''::shop.mood';
            CREATE CAST (int AS shop.mood) WITH FUNCTION shop.to_mood(int);
            CREATE TRIGGER touch BEFORE UPDATE ON shop.person FOR EACH ROW EXECUTE FUNCTION shop.touched();
            CREATE RULE quiet AS ON DELETE TO shop.visit DO INSTEAD NOTHING;
            CREATE EVENT TRIGGER ended ON ddl_command_end EXECUTE FUNCTION shop.ended();
            ALTER TABLE shop.person ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON shop.person USING (true);
            CREATE TEXT SEARCH CONFIGURATION shop.plain (COPY = pg_catalog.simple);
            CREATE TEXT SEARCH DICTIONARY shop.words (TEMPLATE = simple);
            CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'far');
            CREATE USER MAPPING FOR app SERVER far OPTIONS (password 'not to be shown');
            CREATE FOREIGN TABLE shop.away (id int) SERVER far;
            CREATE STATISTICS shop.both (dependencies) ON room, person FROM shop.visit;
            CREATE PUBLICATION news FOR TABLE shop.person;
            CREATE SUBSCRIPTION paper CONNECTION 'host=far password=hidden' PUBLICATION news WITH (connect = false, slot_name = NONE);
            COMMENT ON TABLE shop.person IS 'people'; GRANT SELECT ON shop.person TO app; GRANT SELECT (born) ON shop.person TO grp;
            ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO app;
            CREATE TABLE shop.parted (id int, day date) PARTITION BY RANGE (id);
            CREATE TABLE shop.parted_1 PARTITION OF shop.parted FOR VALUES FROM (1) TO (10);
            CREATE TABLE shop.parent (id int); CREATE TABLE shop.child (more int) INHERITS (shop.parent);
            CREATE TABLE shop.empty (); INSERT INTO shop.empty DEFAULT VALUES;
            INSERT INTO shop.person (name, born, feels, note) VALUES ('Ada', '1815-12-10', 'glad', 'Note'), ('Bob', NULL, 'sad', '');
            INSERT INTO shop.visit VALUES (1, 7, '[2020-01-01,2020-01-02)'); INSERT INTO shop.parted VALUES (1, '2020-01-01');
            INSERT INTO shop.parent VALUES (1); INSERT INTO shop.child VALUES (1, 2); SELECT nextval('shop.s');
            SELECT lo_from_bytea(4711, 'bytes of a large object');
            ALTER DATABASE postgres SET lock_timeout = '7s'; ALTER ROLE app IN DATABASE postgres SET geqo = off;
            REFRESH MATERIALIZED VIEW shop.counted""";

    /**
     * A kind of object.
     *
     * @param change what is done on {@code node-2} alone
     * @param words the line that tells it has these
     */
    record Kind(String change, String words) {
        @Override
        public String toString() {
            return change;
        }
    }

    static final List<Kind> KINDS = List.of(
            kind("CREATE SCHEMA depot", "node-1 lacks the schema depot of database postgres"),
            kind("ALTER SCHEMA shop OWNER TO grp", "schema shop of database postgres: "),
            kind("CREATE TABLE shop.another (id int)", "postgres.shop.another is on node-2 only"),
            kind("ALTER TABLE shop.person ADD extra int", "\"extra integer\""),
            kind("ALTER TABLE shop.visit RENAME room TO chamber", "room integer"),
            kind("ALTER TABLE shop.parted ALTER day TYPE timestamp", "\"day timestamp without time zone\" on node-2"),
            kind("ALTER TABLE shop.worker ALTER name SET DEFAULT 'x'", "\"name text DEFAULT 'x'::text\""),
            kind("ALTER TABLE shop.person ALTER feels SET NOT NULL", "feels shop.mood NOT NULL"),
            kind("ALTER TABLE shop.person ALTER id SET GENERATED BY DEFAULT", "GENERATED BY DEFAULT AS IDENTITY"),
            kind("ALTER TABLE shop.person ALTER twice DROP EXPRESSION", "\"twice integer\""),
            kind("ALTER TABLE shop.worker ALTER name SET STORAGE EXTERNAL", "SET STORAGE EXTERNAL"),
            kind("ALTER TABLE shop.worker ALTER name SET STATISTICS 7", "SET STATISTICS 7"),
            kind("ALTER TABLE shop.parent ALTER id TYPE text COLLATE shop.posix USING ''", "COLLATE shop.posix"),
            kind("ALTER TABLE shop.person SET (fillfactor = 50)", "fillfactor='50'"),
            kind("ALTER TABLE shop.fast SET (fillfactor = 50)", "table postgres.shop.fast: "),
            kind("ALTER TABLE shop.person REPLICA IDENTITY FULL", "REPLICA IDENTITY FULL"),
            kind("ALTER TABLE shop.parent OWNER TO grp", "ALTER TABLE shop.parent OWNER TO grp"),
            kind("ALTER TABLE shop.child NO INHERIT shop.parent", "INHERITS (shop.parent)"),
            kind("ALTER TABLE shop.parted DETACH PARTITION shop.parted_1", "node-2 lacks the table attach"),
            kind("CREATE VIEW shop.all_names AS SELECT 1 AS one", "node-1 lacks the view postgres.shop.all_names"),
            kind(
                    "CREATE OR REPLACE VIEW shop.names AS SELECT upper(name) AS name FROM shop.person",
                    "view postgres.shop.names: "),
            kind(
                    "CREATE MATERIALIZED VIEW shop.seen AS SELECT 1 AS one WITH NO DATA",
                    "node-1 lacks the materialized view postgres.shop.seen"),
            kind(
                    "CREATE OR REPLACE FUNCTION shop.one() RETURNS int LANGUAGE sql AS 'SELECT 2'",
                    "function postgres.shop.one(): "),
            kind("ALTER PROCEDURE shop.do_nothing() SECURITY DEFINER", "procedure postgres.shop.do_nothing(): "),
            kind("DROP AGGREGATE shop.total(int)", "node-2 lacks the aggregate postgres.shop.total(integer)"),
            kind("DROP OPERATOR shop.<<>> (int, int)", "node-2 lacks the operator postgres.shop.<<>>"),
            kind("DROP CAST (int AS shop.mood)", "node-2 lacks the cast (integer AS shop.mood) of database postgres"),
            kind("DROP INDEX shop.visits_by_room", "node-2 lacks the index postgres.shop.visits_by_room"),
            kind("CREATE UNIQUE INDEX once ON shop.person (name)", "node-1 lacks the index postgres.shop.once"),
            kind("ALTER TABLE shop.worker DROP CONSTRAINT worker_name_check", "CONSTRAINT worker_name_check"),
            kind(
                    "ALTER TABLE shop.visit DROP CONSTRAINT visit_person_fkey",
                    "node-2 lacks the foreign key constraint postgres.shop.visit visit_person_fkey"),
            kind(
                    "ALTER TABLE shop.visit DROP CONSTRAINT visit_during_excl",
                    "node-2 lacks the constraint postgres.shop.visit visit_during_excl"),
            kind(
                    "ALTER TABLE shop.person DROP CONSTRAINT person_pkey CASCADE",
                    "node-2 lacks the constraint postgres.shop.person person_pkey"),
            kind("ALTER TABLE shop.person DISABLE TRIGGER touch", "DISABLE TRIGGER touch"),
            kind(
                    "CREATE TRIGGER more BEFORE INSERT ON shop.person FOR EACH ROW EXECUTE FUNCTION shop.touched()",
                    "node-1 lacks the trigger postgres.shop.person more"),
            kind("DROP RULE quiet ON shop.visit", "node-2 lacks the rule postgres.shop.visit quiet"),
            kind("ALTER EVENT TRIGGER ended DISABLE", "event trigger ended of database postgres: "),
            kind(
                    "ALTER TABLE shop.visit ENABLE ROW LEVEL SECURITY",
                    "node-1 lacks the row security of postgres.shop.visit"),
            kind("ALTER POLICY mine ON shop.person USING (false)", "policy postgres.shop.person mine: "),
            kind(
                    "ALTER TYPE shop.mood ADD VALUE 'calm'",
                    "type postgres.shop.mood: nothing on node-1, \"'calm'\" on node-2"),
            kind("ALTER TYPE shop.pair ADD ATTRIBUTE c int", "\"c integer\" on node-2"),
            kind("DROP TYPE shop.span", "node-2 lacks the type postgres.shop.span"),
            kind("ALTER DOMAIN shop.positive SET NOT NULL", "domain postgres.shop.positive: "),
            kind(
                    "DROP TEXT SEARCH DICTIONARY shop.words",
                    "node-2 lacks the text search dictionary postgres.shop.words"),
            kind(
                    "ALTER TEXT SEARCH CONFIGURATION shop.plain DROP MAPPING FOR word",
                    "text search configuration postgres.shop.plain: "),
            kind("ALTER SERVER far OPTIONS (SET host 'near')", "server far of database postgres: "),
            kind(
                    "ALTER USER MAPPING FOR app SERVER far OPTIONS (SET password 'another')",
                    "user mapping app SERVER far of database postgres: (something with a password) on node-1"),
            kind("ALTER FOREIGN TABLE shop.away ADD far int", "foreign table postgres.shop.away: "),
            kind("CREATE EXTENSION hstore", "node-1 lacks the extension hstore of database postgres"),
            kind("DROP STATISTICS shop.both", "node-2 lacks the statistics postgres.shop.both"),
            kind("ALTER PUBLICATION news SET (publish = 'insert')", "publication news of database postgres: "),
            kind(
                    "ALTER PUBLICATION news ADD TABLE shop.visit",
                    "node-1 lacks the publication table postgres.shop.news visit"),
            kind("ALTER SUBSCRIPTION paper SET (binary = true)", "subscription paper of database postgres: "),
            kind("COMMENT ON TABLE shop.person IS 'persons'", "comment on table postgres.shop.person: "),
            kind(
                    "COMMENT ON COLUMN shop.person.born IS 'when'",
                    "node-1 lacks the comment on column postgres.shop.person.born"),
            kind("GRANT INSERT ON shop.person TO grp", "grants on table postgres.shop.person: "),
            kind("GRANT UPDATE (born) ON shop.person TO app", "grants on column postgres.shop.person.born: "),
            kind(
                    "GRANT EXECUTE ON FUNCTION shop.one() TO app",
                    "node-1 lacks the grants on function postgres.shop.one()"),
            kind(
                    "ALTER DEFAULT PRIVILEGES FOR ROLE app GRANT SELECT ON TABLES TO grp",
                    "node-1 lacks the default privileges for tables of database postgres"),
            kind(
                    "ALTER SEQUENCE shop.s INCREMENT 5",
                    "sequence postgres.shop.s: \"INCREMENT BY 1\" on node-1, \"INCREMENT BY 5\" on node-2"),
            kind(
                    "SELECT setval('shop.never_called', 77)",
                    "sequence postgres.shop.never_called: 1, not called yet, on node-1, 77 on node-2"),
            kind("SELECT lo_put(4711, 0, 'BYTES')", "large object 4711 of database postgres differs in its bytes"),
            kind("SELECT lo_create(4712)", "large object 4712 of database postgres is on node-2 only"),
            kind("INSERT INTO shop.empty DEFAULT VALUES", "postgres.shop.empty has 1 rows on node-1 and 2 on node-2"),
            kind("ALTER ROLE app SUPERUSER", "role app: superuser on node-2 only"),
            kind("ALTER ROLE app PASSWORD 'another'", "role app: another password on node-1 than on node-2"),
            kind("ALTER ROLE app CONNECTION LIMIT 5", "role app: connection limit -1 on node-1, 5 on node-2"),
            kind("CREATE ROLE intruder SUPERUSER", "node-1 lacks the role intruder"),
            kind("REVOKE grp FROM app", "node-2 lacks the membership of role app in grp"),
            kind(
                    "ALTER ROLE app SET work_mem = '6MB'",
                    "setting work_mem of role app: value 5MB on node-1, 6MB on node-2"),
            kind(
                    "ALTER ROLE app IN DATABASE postgres RESET geqo",
                    "node-2 lacks the setting geqo of role app of database postgres"),
            kind(
                    "ALTER DATABASE postgres SET lock_timeout = '8s'",
                    "setting lock_timeout of database postgres: value 7s on node-1, 8s on node-2"),
            kind(
                    "ALTER DATABASE postgres CONNECTION LIMIT 50",
                    "database postgres: connection limit -1 on node-1, 50 on node-2"),
            kind("REVOKE TEMPORARY ON DATABASE postgres FROM public", "database postgres: grants "),
            kind("COMMENT ON DATABASE template1 IS 'mine'", "comment on database template1: text "),
            kind("COMMENT ON ROLE app IS 'mine'", "node-1 lacks the comment on role app"));

    private ObjectKinds() {}

    private static Kind kind(String change, String words) {
        return new Kind(change, words);
    }
}
