package et.itests.process;

/** Whoever runs the script {@code et} for a directory of containers. */
interface Script {

    /** The script with a verb, not yet running. */
    ProcessBuilder script(String verb, String... more);
}
