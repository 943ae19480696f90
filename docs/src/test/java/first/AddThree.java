package first;

import et.client.EtClient;
import hello.Add;
import hello.Added;

/** Logs in as alice, creates her at the first time, and adds 3 to her counter. */
public final class AddThree {

    public static void main(String[] arguments) {
        EtClient alice = EtClient.builder("tcp://127.0.0.1:7700")
                .password("alice", "a long word of hers")
                .create(true)
                .connect()
                .toCompletableFuture()
                .join();
        Added added = alice.request(Add.newBuilder().setAmount(3).build(), Added.parser())
                .toCompletableFuture()
                .join();
        System.out.println("The counter says " + added.getValue());
        alice.logout().toCompletableFuture().join();
    }

    private AddThree() {}
}
