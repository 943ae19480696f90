package et.cluster.internal;

import static et.cluster.internal.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import et.api.Reach;
import et.cluster.Cluster;
import et.cluster.RouteTable;
import et.cluster.Routes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteRoutesTest {

    private static final Routes.Route COUNTER = new Routes.Route("counter", Reach.OWN);
    private static final Routes.Route ZONE = new Routes.Route("zone", Reach.ANY);

    private final Town town = new Town();
    private final List<TestNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(TestNode::close);
    }

    private TestNode logic(String name, long incarnation, Table table) {
        TestNode node = TestNode.logic(town, name, incarnation, Map.of());
        node.server.setTable(table);
        nodes.add(node);
        return node;
    }

    private Routes gateway() {
        TestNode node = TestNode.gateway(town, "g", Map.of());
        nodes.add(node);
        return node.links.routes();
    }

    @Test
    void aGatewayKnowsTheRoutesOfLogicContainersAndHearsOfChanges() {
        Table table = new Table();
        table.set(new RouteTable.Entry(1, COUNTER));
        logic("l", 2, table);
        Routes routes = gateway();
        until(() -> COUNTER.equals(routes.route(1)));
        assertThat(routes.route(1, "counter")).isEqualTo(COUNTER);
        assertThat(routes.route(1, "zone")).isNull();
        assertThat(routes.route(2)).isNull();

        table.set(new RouteTable.Entry(1, COUNTER), new RouteTable.Entry(-2, ZONE), new RouteTable.Entry(1, ZONE));
        until(() -> ZONE.equals(routes.route(-2)));
        assertThat(routes.route(1)).isNull();
        assertThat(routes.ambiguous(1)).isTrue();
        assertThat(routes.ambiguous(-2)).isFalse();
        assertThat(routes.route(1, "zone")).isEqualTo(ZONE);
    }

    @Test
    void theTableOfALostContainerIsForgottenOnlyWhenAnotherIsThere() {
        Table table = new Table();
        table.set(new RouteTable.Entry(1, COUNTER));
        TestNode logic = logic("l1", 2, table);
        Routes routes = gateway();
        until(() -> COUNTER.equals(routes.route(1)));
        logic.close();
        nodes.remove(logic);
        town.remove("l1");

        Table next = new Table();
        next.set(new RouteTable.Entry(2, ZONE));
        assertThat(routes.route(1)).isEqualTo(COUNTER);
        logic("l2", 3, next);
        until(() -> ZONE.equals(routes.route(2)));
        assertThat(routes.route(1)).isNull();
    }

    @Test
    void whereContainersDifferWhoMayDoLessIsBelieved() {
        RemoteRoutes routes = new RemoteRoutes();
        routes.told(new Peer("a", 1), List.of(new RouteTable.Entry(1, new Routes.Route("t", Reach.ANY))));
        routes.told(new Peer("b", 1), List.of(new RouteTable.Entry(1, new Routes.Route("t", Reach.OWN))));
        assertThat(routes.route(1)).isEqualTo(new Routes.Route("t", Reach.OWN));
        assertThat(routes.ownTypes()).containsExactly("t");
        routes.gone(new Peer("b", 1));
        assertThat(routes.route(1)).isEqualTo(new Routes.Route("t", Reach.ANY));
        assertThat(routes.ownTypes()).isEmpty();
    }

    private static final class Table implements RouteTable {

        private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
        private volatile List<Entry> entries = List.of();

        void set(Entry... now) {
            entries = List.of(now);
            listeners.forEach(Runnable::run);
        }

        @Override
        public List<Entry> entries() {
            return entries;
        }

        @Override
        public Cluster.Registration listen(Runnable changed) {
            listeners.add(changed);
            return () -> listeners.remove(changed);
        }
    }
}
