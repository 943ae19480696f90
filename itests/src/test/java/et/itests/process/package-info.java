/**
 * Tests of whole containers, from outside: processes that the script {@code et} starts, players that connect to their
 * ports, commands over SSH, {@code kill -9}.
 *
 * <p>Start at {@link et.itests.process.PlayIT}. {@link et.itests.process.Container} is one container, {@link
 * et.itests.process.Robots} are players. A class has one container of its own, with an empty database and free ports.
 */
package et.itests.process;
