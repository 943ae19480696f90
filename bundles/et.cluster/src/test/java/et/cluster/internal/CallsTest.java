package et.cluster.internal;

import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.CallException;
import et.cluster.CallHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final byte[] ASKED = {1};

    private final Town town = new Town();
    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private TestNode logic(String name, long incarnation) {
        TestNode node = TestNode.logic(town, name, incarnation, Map.of());
        nodes.add(node);
        return node;
    }

    private TestNode gateway(Map<String, Object> config) {
        TestNode node = TestNode.gateway(town, "g", config);
        nodes.add(node);
        return node;
    }

    private static void answer(TestNode node, Function<byte[], CompletionStage<byte[]>> how) {
        node.callees.addHandler(new CallHandler() {
            @Override
            public String service() {
                return "echo";
            }

            @Override
            public CompletionStage<byte[]> handle(byte[] request) {
                assertThat(node.loops.stream().anyMatch(loop -> loop.inEventLoop()))
                        .isTrue();
                return how.apply(request);
            }
        });
    }

    private static byte[] ask(TestNode node, String service) {
        return node.links.call(service, ASKED).toCompletableFuture().join();
    }

    private static void fails(TestNode node, String service, String why) {
        assertThatThrownBy(() -> ask(node, service))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(CallException.class)
                .hasMessageContaining(why);
    }

    @Test
    void logicContainersAreAskedOneAfterTheOther() {
        answer(logic("l1", 2), request -> CompletableFuture.completedFuture(new byte[] {1}));
        answer(logic("l2", 3), request -> CompletableFuture.completedFuture(new byte[] {2}));
        TestNode gateway = gateway(Map.of());
        assertThat(ask(gateway, "echo")[0] + ask(gateway, "echo")[0]).isEqualTo(3);
    }

    @Test
    void aLogicContainerAnswersItself() {
        TestNode own = logic("l1", 2);
        answer(own, request -> CompletableFuture.completedFuture(request));
        answer(logic("l2", 3), request -> CompletableFuture.failedFuture(new AssertionError()));
        assertThat(ask(own, "echo")).isEqualTo(ASKED);
        assertThat(ask(own, "echo")).isEqualTo(ASKED);
        fails(own, "nothing", "nobody here answers it");
    }

    @Test
    void whoAsksIsToldThatItFailedAndNoMore() {
        TestNode logic = logic("l", 2);
        TestNode gateway = gateway(Map.of());
        fails(gateway, "nothing", "nobody there answers it");
        answer(logic, request -> {
            throw new IllegalArgumentException("a secret");
        });
        fails(gateway, "echo", "call of echo at l (process 2): it failed there");
    }

    @Test
    void withoutALogicContainerACallFails() {
        fails(gateway(Map.of()), "echo", "none of 0 logic containers can be reached");
    }

    @Test
    void noMoreThanSoManyWait() {
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        answer(logic("l", 2), request -> late);
        TestNode gateway = gateway(Map.of("calls", 1, "call_millis", 60_000));
        CompletionStage<byte[]> first = gateway.links.call("echo", ASKED);
        fails(gateway, "echo", "1 others wait already");
        late.complete(ASKED);
        assertThat(first.toCompletableFuture().join()).isEqualTo(ASKED);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsNotWaitedFor() {
        CompletableFuture<byte[]> late = new CompletableFuture<>();
        answer(logic("l", 2), request -> late);
        TestNode gateway = gateway(Map.of("call_millis", 100, "calls", 1));
        fails(gateway, "echo", "no answer within 100 ms");
        late.complete(ASKED);
        until(() -> {
            CompletionStage<byte[]> next = gateway.links.call("echo", ASKED);
            return next.toCompletableFuture()
                            .exceptionally(failure -> new byte[0])
                            .join()
                            .length
                    == 1;
        });
    }

    @Test
    void aCallOverALinkThatBreaksFails() {
        TestNode logic = logic("l", 2);
        answer(logic, request -> {
            town.remove("l");
            return new CompletableFuture<>();
        });
        fails(gateway(Map.of()), "echo", "the link broke");
    }
}
