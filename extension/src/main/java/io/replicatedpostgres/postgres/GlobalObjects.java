package io.replicatedpostgres.postgres;

import io.replicatedpostgres.model.PostgresVersion;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objects that all databases of a server share, by name rather than by OID: those of {@code pg_dumpall --globals-only}, and the
 * properties of databases. Passwords come as hashes of what is stored.
 */
public final class GlobalObjects {

    private static final String PROPERTIES = """
            SELECT 'role', rolname::text, key, CASE key WHEN 'rolpassword' THEN md5(value) ELSE value END
            FROM pg_authid AS a, jsonb_each_text(to_jsonb(a) - '{oid,rolname}'::text[])
            UNION ALL
            SELECT 'membership of role', format('%s in %s', m.rolname, r.rolname), key, value
            FROM pg_auth_members AS a JOIN pg_authid AS m ON m.oid = a.member JOIN pg_authid AS r ON r.oid = a.roleid,
              jsonb_each_text(to_jsonb(a) - '{oid,roleid,member,grantor}'::text[] || jsonb_build_object('granted by', pg_get_userbyid(a.grantor)))
            UNION ALL
            SELECT 'database', datname::text, key, value
            FROM pg_database AS d JOIN pg_tablespace AS t ON t.oid = d.dattablespace,
              jsonb_each_text(to_jsonb(d) - '{oid,datname,datdba,dattablespace,datlastsysoid,datfrozenxid,datminmxid,dathasloginevt}'::text[]
                || jsonb_build_object('owner', pg_get_userbyid(datdba), 'tablespace', spcname))
            UNION ALL
            SELECT 'setting', concat(split_part(setting, '=', 1),
                ' of role ' || NULLIF(s.setrole, 0)::regrole, ' of database ' || d.datname), 'value', substr(setting, strpos(setting, '=') + 1)
            FROM pg_db_role_setting AS s LEFT JOIN pg_database AS d ON d.oid = s.setdatabase, unnest(s.setconfig) AS setting
            UNION ALL
            SELECT 'tablespace', spcname::text, key, value
            FROM pg_tablespace AS t, jsonb_each_text(to_jsonb(t) - '{oid,spcname,spcowner}'::text[]
              || jsonb_build_object('owner', pg_get_userbyid(spcowner), 'location', pg_tablespace_location(oid)))
            UNION ALL
            SELECT 'comment on', pg_describe_object(classoid, objoid, 0), 'text', description FROM pg_shdescription
            UNION ALL
            SELECT 'security label on', pg_describe_object(classoid, objoid, 0), provider, label FROM pg_shseclabel
            UNION ALL
            SELECT 'replication origin', roname, 'name', roname FROM pg_replication_origin""";

    private static final String PARAMETERS =
            " UNION ALL SELECT 'grants on parameter', parname, 'grants', paracl::text FROM pg_parameter_acl";

    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("rolsuper", "superuser"),
            Map.entry("rolinherit", "inherits rights"),
            Map.entry("rolcreaterole", "may create roles"),
            Map.entry("rolcreatedb", "may create databases"),
            Map.entry("rolcanlogin", "may log in"),
            Map.entry("rolreplication", "may replicate"),
            Map.entry("rolbypassrls", "bypasses row security"),
            Map.entry("rolconnlimit", "connection limit"),
            Map.entry("rolpassword", "password"),
            Map.entry("rolvaliduntil", "password valid until"),
            Map.entry("admin_option", "may grant it"),
            Map.entry("inherit_option", "inherits rights"),
            Map.entry("set_option", "may set it"),
            Map.entry("datconnlimit", "connection limit"),
            Map.entry("datacl", "grants"),
            Map.entry("datistemplate", "is a template"),
            Map.entry("datallowconn", "may be connected to"),
            Map.entry("datcollate", "collation"),
            Map.entry("datctype", "character classes"),
            Map.entry("spcacl", "grants"),
            Map.entry("spcoptions", "options"));

    private GlobalObjects() {}

    /**
     * A property of an object.
     *
     * @param object what it is and its name, in words
     * @param name of the property, in words where there are some, else as the catalog calls it
     * @param value as text; null if it has none
     */
    public record Property(
            String object, String name, @Nullable String value) {}

    /** All of a server, asked in any of its databases; the settings of {@link ContentQueries} should hold. */
    public static List<Property> of(Sql sql, PostgresVersion version) {
        String query = PROPERTIES + (Feature.PARAMETER_GRANTS.isIn(version) ? PARAMETERS : "");
        return sql.query(
                query,
                row -> new Property(
                        row.getString(1) + " " + row.getString(2),
                        WORDS.getOrDefault(row.getString(3), row.getString(3)),
                        row.getString(4)));
    }
}
