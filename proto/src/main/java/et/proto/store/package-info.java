/** What is stored with an actor besides its state: {@link et.proto.store.Book}. Generated. */
@Export
@Version("0.1.0")
package et.proto.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
