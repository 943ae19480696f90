/**
 * The commands of the scope {@code et}, and the file that says whether players can play. Start at {@link et.console.internal.EtCommand}: what
 * the commands have in common. {@link et.console.internal.ReadyFile} is the other thing.
 *
 * <p>A command holds no service: it asks for it when it runs, and says which part of et is not there. With {@code
 * @Reference} to a service of et, all commands of this bundle would vanish while one service is away.
 */
@NullMarked
package et.console.internal;

import org.jspecify.annotations.NullMarked;
