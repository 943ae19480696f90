package et.hotfix.internal;

import java.util.List;

/** The framework, as hotfixes need it. Every method may call foreign code and block. */
interface Staging {

    /** The installed bundles of this symbolic name. */
    List<Installed> installed(String bundle);

    /** All bundles that a hotfix installed. */
    List<Installed> byHotfix();

    /** Installs the very bytes. */
    Installed install(Artifact artifact) throws Exception;
}
