package sample;

import org.junit.jupiter.api.Test;

class UnjournaledTest {

    @Test
    void writesNoJournal() {}
}
