package et.hotfix.internal;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a message looks like on the wire. Plain words: it outlives the bundle whose message it describes.
 *
 * @param name the protobuf full name
 * @param fields the fields by number
 */
record Shape(String name, SortedMap<Integer, Field> fields) {

    /**
     * A field.
     *
     * @param type the protobuf type: {@code int32}, {@code string}, {@code message}, ...
     * @param of the full name of the message or enum, else empty
     * @param repeated whether it is repeated
     */
    record Field(String name, String type, String of, boolean repeated) {

        String text() {
            return (repeated ? "repeated " : "") + (of.isEmpty() ? type : of);
        }
    }

    static Shape of(Descriptor descriptor) {
        SortedMap<Integer, Field> fields = new TreeMap<>();
        for (FieldDescriptor field : descriptor.getFields()) {
            String of = switch (field.getJavaType()) {
                case MESSAGE -> field.getMessageType().getFullName();
                case ENUM -> field.getEnumType().getFullName();
                default -> "";
            };
            String type = field.getType().name().toLowerCase(Locale.ROOT);
            fields.put(field.getNumber(), new Field(field.getName(), type, of, field.isRepeated()));
        }
        return new Shape(descriptor.getFullName(), fields);
    }
}
