/** What gateways ask the authenticator of a logic container: {@link et.proto.auth.Question}. Generated. */
@Export
@Version("0.1.0")
package et.proto.auth;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
