package et.session.internal;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What names and passwords may look like. Names are compared in one form, so that two people cannot have the same name in different
 * spellings.
 */
final class Names {

    static final String NAME_RULE =
            "a name has 3 to 32 letters, digits, '_', '-' or '.', and begins with a letter or digit";
    static final String PASSWORD_RULE = "a password has 8 to 128 characters";

    private static final int NAME_LEAST = 3;
    private static final int NAME_MOST = 32;
    private static final int PASSWORD_LEAST = 8;
    private static final int PASSWORD_MOST = 128;

    /** UTF-16 units that are looked at at all: normalisation may make 18 of one. */
    private static final int RAW_MOST = 512;

    private Names() {}

    /** The name as it is stored: compatibility characters replaced, lower case; null when it breaks the rule. */
    static @Nullable String name(String raw) {
        if (raw.length() > RAW_MOST) {
            return null;
        }
        // Lower case can undo the normal form, so it is made again.
        String lower = Normalizer.normalize(raw, Form.NFKC).toLowerCase(Locale.ROOT);
        String name = Normalizer.normalize(lower, Form.NFKC);
        int length = name.codePointCount(0, name.length());
        if (length < NAME_LEAST || length > NAME_MOST || !Character.isLetterOrDigit(name.codePointAt(0))) {
            return null;
        }
        return name.codePoints().allMatch(Names::allowed) ? name : null;
    }

    /** The password in the form that is hashed (RFC 8265, OpaqueString, without its bans); null when it breaks the rule. */
    static @Nullable String password(String raw) {
        if (raw.length() > RAW_MOST) {
            return null;
        }
        String password = Normalizer.normalize(raw, Form.NFC);
        int length = password.codePointCount(0, password.length());
        return length < PASSWORD_LEAST || length > PASSWORD_MOST ? null : password;
    }

    private static boolean allowed(int character) {
        return Character.isLetterOrDigit(character)
                || Character.getType(character) == Character.NON_SPACING_MARK
                || Character.getType(character) == Character.COMBINING_SPACING_MARK
                || character == '_'
                || character == '-'
                || character == '.';
    }
}
