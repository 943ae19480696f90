package et.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import et.cluster.Cluster;
import et.cluster.Place;
import et.cluster.Self;
import et.cluster.Tier;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterCommandsTest {

    private final FakeCluster cluster = FakeCluster.of("logic-1", Tier.LOGIC);
    private final Shell shell = new Shell();

    @BeforeEach
    void begin() {
        cluster.add("gateway-1", Tier.GATEWAY);
        cluster.add("logic-2", Tier.LOGIC);
        IntStream.range(0, 100).forEach(shard -> cluster.places[shard] = new Place("logic-2", 0, 2));
        cluster.places[255] = null;
        shell.with(Cluster.class, cluster.service());
    }

    @Test
    void clusterShowsMembersWithShardsAndLoad() throws Exception {
        assertThat(shell.run(new ClusterCommand()))
                .containsPattern("Container +Tiers +State +Shards +Actors")
                .containsPattern("gateway-1 +gateway +up +0 ")
                .containsPattern("logic-1 +logic +up +155 +12 +100 +3 +50 % +25 %")
                .containsPattern("logic-2 +logic +up +100 ")
                .contains("1 of 256 shards are in no container just now");
        var command = new ClusterCommand();
        command.words = List.of("--json");
        assertThat(shell.run(command)).contains("\"shards_without_place\":1", "\"container\":\"logic-2\"");
    }

    @Test
    void shardsShowsRangesOrTheShardsOfActors() throws Exception {
        assertThat(shell.run(new ShardsCommand()))
                .containsPattern("logic-1 +155 +100-254")
                .containsPattern("logic-2 +100 +0-99")
                .containsPattern("- +1 +255");
        var command = new ShardsCommand();
        command.words = List.of("player/42");
        assertThat(shell.run(command)).containsPattern("player/42 +\\d+ +logic-");
        var bad = new ShardsCommand();
        bad.words = List.of("player");
        assertThatThrownBy(() -> shell.run(bad)).hasMessageContaining("expected: type/id");
    }

    @Test
    void whatIsTypedAtTheWrongContainerSaysWhere() {
        var gateway = FakeCluster.of("gateway-1", Tier.GATEWAY);
        shell.with(Self.class, gateway.self());
        assertThatThrownBy(() -> shell.run(new HotfixCommand()))
                .hasMessageContaining("this container is no logic container: type it at logic-1 or logic-2");
    }

    @Test
    void rangesDrawRunsTogether() {
        assertThat(ShardsCommand.ranges(List.of(0, 1, 2, 3, 7, 9, 10))).isEqualTo("0-3, 7, 9-10");
    }

    @Test
    void drainUndrainAndMoveNameALogicContainer() throws Exception {
        var drain = new DrainCommand();
        drain.words = List.of("logic-2");
        assertThat(shell.run(drain)).contains("The shards of logic-2 are moved");
        var undrain = new UndrainCommand();
        undrain.words = List.of("logic-2");
        assertThat(shell.run(undrain)).contains("logic-2 takes shards again");
        var move = new MoveCommand();
        move.words = List.of("7", "logic-1");
        assertThat(shell.run(move)).contains("Shard 7 goes to logic-1");
        assertThat(cluster.asked).containsExactly("drain [logic-2]", "undrain [logic-2]", "move [7, logic-1]");
    }

    @Test
    void whatIsNoLogicContainerIsRefused() {
        var drain = new DrainCommand();
        drain.words = List.of("gateway-1");
        assertThatThrownBy(() -> shell.run(drain))
                .hasMessageContaining("no logic container \"gateway-1\" (expected: logic-1 or logic-2)");
        var move = new MoveCommand();
        move.words = List.of("256", "logic-1");
        assertThatThrownBy(() -> shell.run(move)).hasMessageContaining("expected: 0 to 255");
    }
}
