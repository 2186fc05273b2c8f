package io.replicatedpostgres.journal;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An act that has begun and is yet to be done: its end is appended however it ends. Made by {@link Journal#act}. */
public final class Act {

    /**
     * What is done.
     *
     * @param <X> what may go wrong
     */
    public interface Step<X extends Exception> {

        /** Does it. */
        void run() throws X;
    }

    /**
     * What is done, and what comes of it.
     *
     * @param <T> what comes of it
     * @param <X> what may go wrong
     */
    public interface Question<T, X extends Exception> {

        /** Does it. */
        T call() throws X;
    }

    private final Journal journal;
    private final long id;

    Act(Journal journal, long id) {
        this.journal = journal;
        this.id = id;
    }

    /** Does it, and appends the end. What goes wrong is appended and thrown on. */
    public <X extends Exception> void run(Step<X> step) throws X {
        call(() -> {
            step.run();
            return this;
        });
    }

    /** Does it, appends the end, and gives what came of it. What goes wrong is appended and thrown on. */
    public <T, X extends Exception> T call(Question<T, X> question) throws X {
        return call(question, answer -> null);
    }

    /**
     * Does it, appends the end with what came of it in words, and gives what came of it. What goes wrong is appended and
     * thrown on.
     *
     * @param told what came of it, in words; null if there is nothing to say
     */
    public <T, X extends Exception> T call(Question<T, X> question, Function<T, @Nullable String> told) throws X {
        boolean done = false;
        try {
            T answer = question.call();
            done = true;
            journal.append(new ActEnded(id, Outcome.OK, told.apply(answer)));
            return answer;
        } catch (Exception | Error e) {
            if (!done) {
                journal.append(new ActEnded(id, Outcome.FAILED, e.toString()));
            }
            throw e;
        }
    }
}
