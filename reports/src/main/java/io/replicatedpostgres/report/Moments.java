package io.replicatedpostgres.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Collects moments in bounded memory. Of log lines and notes the first and the latest are kept, of the severe lines more
 * of them; changes of role, forks, failures and findings are all kept.
 */
final class Moments {

    static final int PLAIN_MAX = 1_000;
    private static final Pattern SEVERE = Pattern.compile("\\b(ERROR|FATAL|PANIC): ");

    private final List<Moment> always = new ArrayList<>();
    private final FirstAndLast<Moment> severe = new FirstAndLast<>(PLAIN_MAX);
    private final FirstAndLast<Moment> plain = new FirstAndLast<>(PLAIN_MAX);

    static Moment.Kind kindOf(String logLine) {
        return SEVERE.matcher(logLine).find() ? Moment.Kind.SEVERE_LOG : Moment.Kind.LOG;
    }

    void add(Moment moment) {
        switch (moment.kind()) {
            case LOG, NOTE -> plain.add(moment);
            case SEVERE_LOG -> severe.add(moment);
            case FAILURE, BROKEN, FOUND, ROLE, FORK -> always.add(moment);
        }
    }

    long leftOut() {
        return severe.leftOut() + plain.leftOut();
    }

    List<Moment> build() {
        var all = new ArrayList<>(always);
        all.addAll(severe.toList());
        all.addAll(plain.toList());
        all.sort(Comparator.comparingLong(Moment::atNanos));
        return all;
    }
}
