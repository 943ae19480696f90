/**
 * The committer without its thread.
 *
 * <p>Start at {@link et.persistence.commit.CommitQueue}: an implementation of {@link et.persistence.Committer} whose
 * owner calls {@link et.persistence.commit.CommitQueue#step}. The container owns one and gives it a thread; a test owns
 * one and steps it by hand, in virtual time.
 *
 * <pre>
 *   lanes --commit--&gt; waiting rows, one per actor --step--&gt; one transaction --done--&gt; lanes
 *                             ^                                   |
 *                             +------ put back on a failure ------+
 * </pre>
 *
 * <p>The one invariant: of every row that was taken over the fate is reported once, and rows of one actor reach the
 * store in their order.
 */
@Export
@Version("0.1.0")
@NullMarked
package et.persistence.commit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
