package io.replicatedpostgres.journal;

/**
 * Something the reader should know.
 *
 * @param text what
 */
public record Note(String text) implements Event {}
