/**
 * The file of a backup, without a database: {@link et.persistence.hibernate.internal.backup.BackupWriter} writes it, {@link
 * et.persistence.hibernate.internal.backup.BackupReader} reads it.
 *
 * <pre>
 * file    "ETBACKUP" format(1 byte) gzip(head table* end) digest(32 bytes: SHA-256 of all before)
 * head    'H' version database schema(int) moment(long) position
 * table   'T' name columns(int) (name kind(1 letter))* row* 'E' rows(long) digest(32 bytes)
 * row     'R' length(int) value*
 * value   0, or 1 and: WHOLE and REAL 8 bytes, MOMENT 8 bytes: microseconds since 1970, TEXT and BYTES: length(int) and bytes
 * end     'Z' tables(int) rows(long)
 * </pre>
 *
 * <p>Numbers are big-endian; names and other texts of the frame are a length (int) and UTF-8. Names are in small letters, and columns in the order of their names.
 *
 * <p>The one invariant: what a reader hands out has been checked against a bound before memory was taken for it, and a file of which one bit is not as
 * it was written is refused at its end at the latest.
 */
@NullMarked
package et.persistence.hibernate.internal.backup;

import org.jspecify.annotations.NullMarked;
