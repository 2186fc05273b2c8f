package io.replicatedpostgres.provision.local;

import io.replicatedpostgres.provision.LockFile;
import io.replicatedpostgres.topology.Closing;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sees to it that no server outlives this JVM. A shell waits on a pipe that only this JVM holds open; when the JVM ends,
 * {@code kill -9} included, the shell kills every process that works below the JVM's directory and removes the shared
 * memory they leave. Files are left for the next start to clean.
 */
final class Reaper {

    private static final String SCRIPT = """
            trap '' HUP INT TERM
            cd /
            while read -r line; do :; done
            working_below() {
              if [ -e /proc/self/cwd ]; then
                for process in /proc/[0-9]*; do
                  case $(readlink "$process/cwd" 2>/dev/null) in "$1"/*) echo "${process#/proc/}" ;; esac
                done
              else
                ps -A -ww -o pid= -o args= | grep -F -e "$1/" -e "rp-$2-" | grep -v grep | while read -r pid rest; do
                  [ "$pid" = "$$" ] || echo "$pid"
                done
              fi
            }
            segments() {
              for file in "$1"/*/*/data/postmaster.pid; do
                [ ! -e "$file" ] || sed -n 7p "$file" | { read -r key id; echo "$id"; }
              done
            }
            # before the kill too: the files may be removed as soon as no process works in them
            segments=$(segments "$1")
            # who waits for a slow disk dies late
            [ ! -e /proc/self/mounts ] || while read -r device at rest; do
              case $at in "$1"/*) case $device in /dev/loop*)
                for limit in /sys/fs/cgroup/blkio/blkio.throttle.*iops_device; do
                  [ ! -w "$limit" ] || echo "$(cat "/sys/block/${device#/dev/}/dev") 0" >"$limit" 2>/dev/null
                done ;; esac ;;
              esac
            done </proc/self/mounts
            tries=0
            while [ $tries -lt 40 ]; do
              pids=$(working_below "$1" "$2")
              [ -n "$pids" ] || break
              kill -KILL $pids 2>/dev/null
              tries=$((tries + 1))
            done
            for segment in $segments $(segments "$1"); do
              ipcrm -m "$segment" 2>/dev/null
            done
            [ ! -e /proc/self/mounts ] || while read -r device at rest; do
              case $at in "$1"/*) umount -l "$at" 2>/dev/null ;; esac
            done </proc/self/mounts
            # after the servers: who was cut off must not come back to a living one
            if [ "$(id -u)" = 0 ] && command -v iptables >/dev/null; then
              iptables -w -S INPUT | sed -n "s/^-A \\(INPUT .* -j rp-$2-[0-9]*\\)$/\\1/p" | while read -r rule; do
                iptables -w -D $rule
              done
              iptables -w -S | sed -n "s/^-N \\(rp-$2-[0-9]*\\)$/\\1/p" | while read -r chain; do
                iptables -w -F "$chain"
                iptables -w -X "$chain"
              done
            fi
            exit 0
            """;

    /** Held so that it lives as long as the JVM: closing the pipe is what sets the shell off. */
    private final OutputStream lifeline;

    private final LockFile alive;
    private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();

    private Reaper(OutputStream lifeline, LockFile alive) {
        this.lifeline = lifeline;
        this.alive = alive;
    }

    static Reaper start(Path directory, LockFile alive) throws IOException {
        File nowhere = new File("/dev/null");
        var words = new ArrayList<String>();
        if (SmallCommand.exists("setsid")) {
            // a session of its own, so that it survives a kill of this JVM's whole process group
            words.add("setsid");
        }
        words.addAll(List.of("/bin/sh", "-c", SCRIPT, "replicated-postgres-reaper"));
        words.addAll(List.of(directory.toString(), directory.getFileName().toString()));
        Process shell = new ProcessBuilder(words)
                .redirectOutput(nowhere)
                .redirectError(nowhere)
                .start();
        var reaper = new Reaper(shell.getOutputStream(), alive);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> reaper.exit(directory), "replicated-postgres-exit"));
        return reaper;
    }

    void atExit(Runnable action) {
        actions.add(action);
    }

    void notAtExit(Runnable action) {
        actions.remove(action);
    }

    private void exit(Path directory) {
        try {
            Closing.all(List.copyOf(actions));
            Files.deleteIfExists(directory);
            Files.deleteIfExists(directory.resolveSibling(directory.getFileName() + ".lock"));
            lifeline.close();
            alive.close();
        } catch (IOException | RuntimeException e) {
            // something is left in the directory: the reaper ends it, the next start finds the lock free and removes it
        }
    }
}
