package et.hotfix.internal;

import et.hotfix.internal.Outline.Call;
import et.hotfix.internal.Outline.Field;
import et.hotfix.internal.Outline.Lock;
import et.hotfix.internal.Outline.Method;
import et.hotfix.internal.Outline.Step;
import et.hotfix.internal.Outline.Touch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Reads an {@link Outline} from a class file. */
final class OutlineReader extends ClassVisitor {

    private final List<String> above = new ArrayList<>();
    private final List<Field> fields = new ArrayList<>();
    private final List<Method> methods = new ArrayList<>();
    private String name = "";
    private String source = "";
    private int access;

    private OutlineReader() {
        super(Opcodes.ASM9);
    }

    /**
     * Reads one.
     *
     * @param jar the embedded jar that it is in, empty when it is in none
     * @throws RuntimeException of any kind when the bytes are no class, or one of a Java that is not known yet
     */
    static Outline read(String jar, byte[] bytes) {
        var reader = new OutlineReader();
        new ClassReader(bytes).accept(reader, ClassReader.SKIP_FRAMES);
        return new Outline(jar, reader.name, reader.access, reader.above, reader.source, reader.fields, reader.methods);
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        this.name = name;
        this.access = access;
        if (superName != null) {
            above.add(superName);
        }
        if (interfaces != null) {
            above.addAll(List.of(interfaces));
        }
    }

    @Override
    public void visitSource(@Nullable String file, @Nullable String debug) {
        source = file == null ? "" : file;
    }

    @Override
    public @Nullable FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        Type type = Type.getType(descriptor);
        fields.add(new Field(name, type.getSort() == Type.OBJECT ? type.getInternalName() : "", access));
        return null;
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        var steps = new ArrayList<Step>();
        methods.add(new Method(name, descriptor, access, steps));
        int locked = Opcodes.ACC_STATIC | Opcodes.ACC_SYNCHRONIZED;
        return new Code(steps, (access & locked) == locked);
    }

    /** One method's code. */
    private static final class Code extends MethodVisitor {

        private final List<Step> steps;
        private boolean locked;
        private int line;
        private String made = "";

        /** Whether what is on the stack is one for all: javac copies it (dup, astore) before it waits for its monitor. */
        private boolean shared;

        /** @param locked whether it takes the monitor of its class before all else */
        Code(List<Step> steps, boolean locked) {
            super(Opcodes.ASM9);
            this.steps = steps;
            this.locked = locked;
        }

        @Override
        public void visitLineNumber(int number, Label start) {
            line = number;
            if (locked) {
                steps.add(new Lock(line));
                locked = false;
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String method, String descriptor, boolean isInterface) {
            call(owner, method, descriptor, "");
            made = owner + "." + method;
            shared = false;
        }

        @Override
        public void visitInvokeDynamicInsn(String method, String descriptor, Handle bootstrap, Object... arguments) {
            String as = Type.getReturnType(descriptor).getInternalName();
            for (Object argument : arguments) {
                if (argument instanceof Handle handle) {
                    call(handle.getOwner(), handle.getName(), handle.getDesc(), as);
                }
            }
            made = "";
            shared = false;
        }

        private void call(String owner, String method, String descriptor, String as) {
            if (owner.charAt(0) != '[') {
                steps.add(new Call(line, owner, method, descriptor, as));
            }
        }

        @Override
        public void visitFieldInsn(int opcode, String owner, String field, String descriptor) {
            boolean write = opcode == Opcodes.PUTSTATIC || opcode == Opcodes.PUTFIELD;
            steps.add(new Touch(line, owner, field, write, write ? made : ""));
            made = "";
            shared = opcode == Opcodes.GETSTATIC;
        }

        @Override
        public void visitLdcInsn(Object value) {
            shared = value instanceof Type;
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode == Opcodes.MONITORENTER && shared) {
                steps.add(new Lock(line));
            }
            shared &= opcode == Opcodes.DUP;
        }

        @Override
        public void visitVarInsn(int opcode, int variable) {
            shared &= opcode == Opcodes.ASTORE;
        }

        @Override
        public void visitTypeInsn(int opcode, String type) {
            if (opcode == Opcodes.NEW) {
                made = "";
            }
            shared = false;
        }
    }
}
