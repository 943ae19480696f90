package et.testkit.runtime;

import et.api.ActorLogic;
import java.io.IOException;
import java.io.InputStream;

/** Loads the game's classes itself, as a bundle does, so that each loader has its own. */
final class BundleLoader extends ClassLoader {

    BundleLoader() {
        super(BundleLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith("et.testkit.box.") && !name.startsWith("et.testkit.runtime.Leaving")) {
            return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        return known != null ? known : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException unreadable) {
            throw new ClassNotFoundException(name, unreadable);
        }
    }

    ActorLogic<?> logic() {
        return logic(LeavingLogic.class);
    }

    /** Another one, whose name begins with {@code Leaving}. */
    ActorLogic<?> logic(Class<?> like) {
        try {
            return (ActorLogic<?>)
                    loadClass(like.getName()).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException failed) {
            throw new LinkageError(like.getName() + " cannot be made", failed);
        }
    }
}
