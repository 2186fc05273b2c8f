package io.replicatedpostgres.provision.container;

import java.time.Duration;

/**
 * Makes a data directory a copy of its template again, by what differs: a cluster changes few of a thousand files, and
 * removing and making all of them anew costs more than reading them. The contents are compared, never times.
 */
final class Reset {

    private static final Duration DEADLINE = Duration.ofSeconds(30);

    /**
     * First the directories, of which not every diff tells, then the files. What diff does not put into one of these words,
     * and whatever does not belong to the user alone, is not mended here. In the end all names have to be the template's.
     */
    private static final String SCRIPT = """
            t=%s; d=%s; k=%s; u=%s
            put() { p=$d/$1; shift; [ $# = 0 ] || cp -Rp "$@" "$p/"; }
            reset() {
              command -v diff >/dev/null && command -v find >/dev/null && o=$(cd "$d" && find . ! -type f) || return 1
              set --
              while IFS= read -r l; do
                [ ! -L "$d/$l" ] || return 1
                [ -d "$d/$l" ] && [ -d "$t/$l" ] || set -- "$@" "$d/$l"
              done <<END
            $o
            END
              [ $# = 0 ] || rm -rf "$@" || return 1
              o=$(cd "$t" && find . -type d) || return 1
              while IFS= read -r l; do
                [ -d "$d/$l" ] || { [ ! -e "$d/$l" ] && cp -Rp "$t/$l" "$d/$l"; } || return 1
              done <<END
            $o
            END
              o=$(diff -rq "$t" "$d" 2>&1); [ $? -le 1 ] || return 1
              set --
              while IFS= read -r l; do
                case $l in
                  '') ;;
                  *": "*": "* | *" and $d/"*" and $d/"*) return 1 ;;
                  "Only in $d: "*) set -- "$@" "$d/${l#"Only in $d: "}" ;;
                  "Only in $d/"*": "*) x=${l#"Only in $d/"}; set -- "$@" "$d/${x%%%%": "*}/${x#*": "}" ;;
                  "Only in $t: "* | "Only in $t/"*": "* | "Files $t/"*" and $d/"*" differ") ;;
                  *) return 1 ;;
                esac
              done <<END
            $o
            END
              [ $# = 0 ] || rm -rf "$@" || return 1
              at=.; set --
              while IFS= read -r l; do
                case $l in
                  "Only in $t: "*) x=${l#"Only in $t: "} ;;
                  "Only in $t/"*) x=${l#"Only in $t/"}; x=${x%%%%": "*}/${x#*": "} ;;
                  "Files $t/"*) x=${l#"Files $t/"}; x=${x%%%%" and $d/"*} ;;
                  *) continue ;;
                esac
                case $x in */*) y=${x%%/*} ;; *) y=. ;; esac
                [ "$y" = "$at" ] || { put "$at" "$@" || return 1; at=$y; set --; }
                set -- "$@" "$t/$x"
              done <<END
            $o
            END
              put "$at" "$@" || return 1
              o=$(find "$d" ! '(' -user "$u" '(' -type d -perm 700 -o -type f -perm 600 ')' ')') && [ -z "$o" ] || return 1
              [ "$(cd "$t" && ls -AR)" = "$(cd "$d" && ls -AR)" ]
            }
            rm -rf "$k"
            if reset 2>/dev/null && mv "$d" "$k"; then echo kept; else echo not; fi""";

    private Reset() {}

    /**
     * Puts a data directory that no server works in aside as a copy of its template.
     *
     * @param user whom all of it belongs to, by number
     * @return whether that was possible; if not, it may be in any state
     */
    static boolean aside(Container container, String template, String data, String aside, String user) {
        String script =
                SCRIPT.formatted(Quoted.word(template), Quoted.word(data), Quoted.word(aside), Quoted.word(user));
        return container.asRoot(script, DEADLINE).equals("kept");
    }
}
