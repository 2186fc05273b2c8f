CREATE TABLE beside (id int PRIMARY KEY);
INSERT INTO beside SELECT generate_series(1, 3);
