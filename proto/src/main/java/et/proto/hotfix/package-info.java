/** What logic containers say of their part in a hotfix: {@link et.proto.hotfix.Done}. Generated. */
@Export
@Version("0.1.0")
package et.proto.hotfix;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
