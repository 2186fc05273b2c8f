package io.replicatedpostgres.model;

/** Something that is a node or stands for one. */
public interface Identified {

    /** Which node. */
    NodeRef ref();
}
