package et.actor.core;

import et.persistence.TableShape.Kind;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column: as the record has them, and plain, as they are stored.
 *
 * @param type the class of a value, wrapped if it is primitive; of an enum, the enum
 * @param length of texts, in Java characters, and of bytes; else 0
 */
record ColumnValue(Kind kind, Class<?> type, int length, boolean optional) {

    /** From the record's value; null when it is empty. */
    @Nullable Object plain(String name, @Nullable Object value) {
        if (optional) {
            if (!(value instanceof Optional<?> perhaps)) {
                throw new IllegalArgumentException(name + ": null (expected: an Optional, which may be empty)");
            }
            return perhaps.isEmpty() ? null : fitting(name, perhaps.get());
        }
        return fitting(name, value);
    }

    /** From a value in a query, which is never an Optional. A text may be longer than the column: then nothing is equal. */
    Object compared(String name, Object value) {
        return typed(name, value);
    }

    private Object fitting(String name, @Nullable Object value) {
        Object plain = typed(name, value);
        int size = plain instanceof String text ? text.length() : plain instanceof byte[] bytes ? bytes.length : 0;
        if (kind != Kind.NAME && size > length) {
            throw new IllegalArgumentException(
                    name + ": a length of " + size + " (expected: <= " + length + "; @Length says how long it may be)");
        }
        return plain;
    }

    private Object typed(String name, @Nullable Object value) {
        // A constant with a body has a class of its own.
        if (value == null || !type.isInstance(value)) {
            throw new IllegalArgumentException(name + ": "
                    + (value == null ? "null" : value.getClass().getSimpleName()) + " (expected: "
                    + type.getSimpleName() + ")");
        }
        return switch (kind) {
            case TEXT -> wellFormed(name, (String) value);
            case BYTES -> ((byte[]) value).clone();
            case DOUBLE -> finite(name, (Double) value);
            case MOMENT -> millis(name, (Instant) value);
            case NAME -> ((Enum<?>) value).name();
            case BOOLEAN, INT, LONG -> value;
        };
    }

    /** Databases keep texts as UTF-8, which has nothing for half a character. */
    private static String wellFormed(String name, String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (Character.isHighSurrogate(one)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(one)) {
                throw new IllegalArgumentException(
                        name + ": half of a surrogate pair at " + i + " (expected: whole characters)");
            }
        }
        return text;
    }

    /** Zero has one sign, so that it is equal to itself everywhere. */
    private static Double finite(String name, Double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a number)");
        }
        return value + 0.0;
    }

    private static Long millis(String name, Instant moment) {
        try {
            return moment.toEpochMilli();
        } catch (ArithmeticException far) {
            throw new IllegalArgumentException(name + ": " + moment + " (expected: within 292 million years)", far);
        }
    }

    /** Whether it has an order that people and databases agree on. */
    void ordered(String name) {
        if (kind == Kind.BOOLEAN || kind == Kind.BYTES || kind == Kind.NAME) {
            throw new IllegalArgumentException(
                    "query: " + name + " has no order (expected: a number, a String or an Instant)");
        }
    }

    /** Whether it can be looked for. */
    void comparable(String name) {
        if (kind == Kind.BYTES) {
            throw new IllegalArgumentException("query: " + name + " is bytes, which cannot be looked for");
        }
    }

    /** What the record's constructor takes. */
    Object rich(String name, @Nullable Object plain) {
        if (optional) {
            return plain == null ? Optional.empty() : Optional.of(value(name, plain));
        }
        if (plain == null) {
            throw new IllegalStateException(name + " is empty in the database (expected: never)");
        }
        return value(name, plain);
    }

    private Object value(String name, Object plain) {
        try {
            return switch (kind) {
                case BOOLEAN -> plain instanceof Number number ? number.intValue() != 0 : plain;
                case INT -> ((Number) plain).intValue();
                case LONG -> ((Number) plain).longValue();
                case DOUBLE -> ((Number) plain).doubleValue();
                case MOMENT -> Instant.ofEpochMilli(((Number) plain).longValue());
                case NAME -> constant(name, (String) plain);
                case TEXT, BYTES -> type.cast(plain);
            };
        } catch (ClassCastException | DateTimeException other) {
            throw new IllegalStateException(
                    name + " is of " + plain.getClass().getSimpleName() + " in the database", other);
        }
    }

    private Object constant(String name, String stored) {
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(stored)) {
                return constant;
            }
        }
        throw new IllegalStateException(name + " is " + stored + " in the database, which this version does not know");
    }
}
