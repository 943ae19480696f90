package et.hotfix.internal;

import java.util.Collection;
import java.util.List;

/** The framework, as hotfixes need it. Every method may call foreign code and block. */
interface Staging {

    /** The installed bundles of this symbolic name. */
    List<Installed> installed(String bundle);

    /** All bundles that a hotfix installed. */
    List<Installed> byHotfix();

    /** The classes that bundles have loaded, as far as the JVM tells. It lists the files of all bundles. */
    Collection<Class<?>> loaded();

    /** Installs the very bytes. */
    Installed install(Artifact artifact) throws Exception;
}
