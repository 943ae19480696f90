/**
 * Tests of whole containers, from outside: processes that the script {@code et} starts, players that connect to their
 * ports, commands over SSH, {@code kill -9}.
 *
 * <p>Start at {@link et.itests.process.PlayIT}. {@link et.itests.process.Container} is one container, {@link
 * et.itests.process.Robots} are players. A class has one container of its own, with an empty database and free ports.
 *
 * <p>{@link et.itests.process.Tiers} are a cluster, {@link et.itests.process.Network} is what is between its containers,
 * and {@link et.itests.process.Storm} what happens to them: see {@link et.itests.process.ChaosIT}.
 */
package et.itests.process;
