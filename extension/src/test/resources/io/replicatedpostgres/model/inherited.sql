CREATE TABLE inherited ();
