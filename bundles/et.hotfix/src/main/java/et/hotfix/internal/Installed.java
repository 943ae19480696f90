package et.hotfix.internal;

import java.lang.ref.WeakReference;

/** An installed bundle. Every method but the names may call foreign code and block. */
interface Installed {

    String bundle();

    String version();

    /** By which the framework knows it. */
    long id();

    /** Where the framework thinks it came from. */
    String location();

    /** Wires it to what it imports. */
    void resolve() throws Exception;

    /** Loads all its classes. */
    Scan scan() throws Exception;

    /** How many logics its components provide, by their descriptions; 0 when it does not use Declarative Services. */
    int logics();

    /**
     * Starts it.
     *
     * @param lasting whether it is started again with the container
     */
    void start(boolean lasting) throws Exception;

    /** Whether it is started again with the container. */
    boolean lasting();

    /** Gives it the start level of another. */
    void startWith(Installed other);

    /** Uninstalls this bundle, and touches no other. */
    void uninstall() throws Exception;

    /** Its class loader, held weakly. */
    WeakReference<ClassLoader> loader();
}
