package et.hotfix.internal;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import et.api.ActorLogic;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is found when all classes of a bundle are loaded. Plain words: it outlives the bundle.
 *
 * @param shapes the messages by full name
 * @param reasons what makes the bundle unusable
 * @param warnings what may be meant so, or not
 */
record Scan(Map<String, Shape> shapes, List<String> reasons, List<String> warnings) {

    /** Loads each class; this runs the static initializers of message classes. */
    static Scan of(ClassLoader loader, Collection<String> classes) {
        Map<String, Shape> shapes = new TreeMap<>();
        List<String> reasons = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        if (stranger(loader, ActorLogic.class) || stranger(loader, Message.class)) {
            reasons.add("its et.api or com.google.protobuf is not the container's: import both, and contain neither");
            return new Scan(shapes, reasons, missing);
        }
        for (String name : classes) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                if (Message.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
                    Descriptor descriptor =
                            (Descriptor) type.getMethod("getDescriptor").invoke(null);
                    shapes.put(descriptor.getFullName(), Shape.of(descriptor));
                }
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                missing.add(name + " needs " + e.getMessage());
            } catch (ReflectiveOperationException | LinkageError e) {
                reasons.add(
                        "class " + name + " cannot be used: " + Sentences.of(e.getCause() == null ? e : e.getCause()));
            }
        }
        List<String> warnings = missing.isEmpty()
                ? List.of()
                : List.of(Sentences.count(missing.size(), "class") + " cannot be loaded, the first: " + missing.get(0)
                        + ": harmless only where that is never used");
        return new Scan(shapes, reasons, warnings);
    }

    private static boolean stranger(ClassLoader loader, Class<?> ours) {
        try {
            return Class.forName(ours.getName(), false, loader) != ours;
        } catch (ClassNotFoundException e) {
            // It imports nothing of it; whether it needs it will show.
            return false;
        }
    }
}
