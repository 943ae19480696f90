package et.hotfix.internal;

import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * A class as far as the inspection needs it. Names are as in the class file: {@code java/util/Map$Entry}.
 *
 * @param jar the embedded jar that it is in, empty when it is in none
 * @param above its superclass, if any, and its interfaces
 * @param source the file it was compiled from, empty when it does not tell
 */
record Outline(
        String jar,
        String name,
        int access,
        List<String> above,
        String source,
        List<Field> fields,
        List<Method> methods) {

    /** @param type its type as in a class name; empty for primitives and arrays */
    record Field(String name, String type, int access) {

        boolean is(int flag) {
            return (access & flag) != 0;
        }
    }

    /** @param steps what it does, in the order of its code */
    record Method(String name, String descriptor, int access, List<Step> steps) {

        boolean isStatic() {
            return (access & Opcodes.ACC_STATIC) != 0;
        }

        /** Whether it runs before anybody else can see what it builds. */
        boolean builds() {
            return name.equals("<init>") || name.equals("<clinit>");
        }
    }

    /** One thing a method does. */
    sealed interface Step {

        /** 0 when the class does not tell. */
        int line();
    }

    /**
     * Calls a method, or makes a reference to one: who has the reference can call it.
     *
     * @param as empty for a call; else the functional interface that the reference is made into
     */
    record Call(int line, String owner, String name, String descriptor, String as) implements Step {}

    /**
     * Reads or writes a field.
     *
     * @param made for a write: the call before it, {@code owner.name}, which mostly made the value; else empty
     */
    record Touch(int line, String owner, String name, boolean write, String made) implements Step {}

    /** Waits for a monitor that is one for all: of a class, or of what is in a static field. */
    record Lock(int line) implements Step {}

    boolean is(int flag) {
        return (access & flag) != 0;
    }

    /** The name as in a stack trace. */
    String type() {
        return name.replace('/', '.');
    }
}
