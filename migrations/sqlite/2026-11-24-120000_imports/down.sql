DROP TABLE import_rejections;
DROP TABLE imports;
