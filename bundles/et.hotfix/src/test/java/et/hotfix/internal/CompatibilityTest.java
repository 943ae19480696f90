package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import et.actor.Logic;
import et.actor.Logic.Standing;
import et.hotfix.internal.Shape.Field;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CompatibilityTest {

    private static final Field AMOUNT = new Field("amount", "int32", "", false);

    @Test
    void theSameIsCompatible() {
        var found = compare(Map.of(1, AMOUNT), Map.of(1, AMOUNT));
        assertThat(found.reasons()).isEmpty();
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void aNewFieldIsCompatible() {
        var found = compare(Map.of(1, AMOUNT), Map.of(1, AMOUNT, 2, new Field("more", "string", "", false)));
        assertThat(found.reasons()).isEmpty();
        assertThat(found.warnings()).isEmpty();
    }

    @Test
    void aRemovedFieldIsAWarning() {
        var found = compare(Map.of(1, AMOUNT), Map.of());
        assertThat(found.reasons()).isEmpty();
        assertThat(found.warnings()).singleElement().asString().contains("game.Add.amount (field 1) was removed");
    }

    @Test
    void aRenumberedFieldIsRefused() {
        var found = compare(Map.of(1, AMOUNT), Map.of(2, AMOUNT));
        assertThat(found.reasons()).singleElement().asString().contains("got the number 2");
    }

    @Test
    void aRetypedFieldIsRefusedInBothDirections() {
        Field text = new Field("amount", "string", "", false);
        assertThat(compare(Map.of(1, AMOUNT), Map.of(1, text)).reasons())
                .singleElement()
                .asString()
                .contains("was int32 and is string", "reserve 1");
        assertThat(compare(Map.of(1, text), Map.of(1, AMOUNT)).reasons()).hasSize(1);
    }

    @Test
    void typesOfOneWireFormAreCompatible() {
        assertThat(compare(Map.of(1, AMOUNT), Map.of(1, new Field("amount", "int64", "", false)))
                        .reasons())
                .isEmpty();
        assertThat(compare(Map.of(1, AMOUNT), Map.of(1, new Field("amount", "sint32", "", false)))
                        .reasons())
                .hasSize(1);
        assertThat(compare(Map.of(1, AMOUNT), Map.of(1, new Field("amount", "int32", "", true)))
                        .reasons())
                .hasSize(1);
    }

    @Test
    void aFieldOfAnotherMessageIsRefused() {
        var found = compare(
                Map.of(1, new Field("item", "message", "game.Sword", false)),
                Map.of(1, new Field("item", "message", "game.Shield", false)));
        assertThat(found.reasons()).singleElement().asString().contains("game.Sword", "game.Shield");
    }

    @Test
    void aMigrationMayCarryAStateButNotWhatClientsSpeak() {
        Map<String, Shape> old = shapes(Map.of(1, AMOUNT), Map.of(1, AMOUNT));
        Field text = new Field("amount", "string", "", false);
        Map<String, Shape> changed = shapes(Map.of(1, text), Map.of(1, text));
        var found = Compatibility.of(
                old, changed, List.of(logic(1, "request game.Add")), List.of(logic(2, "request game.Add")));
        assertThat(found.reasons()).singleElement().asString().contains("game.Add.amount");
        assertThat(found.warnings())
                .singleElement()
                .asString()
                .contains("game.State.amount", "let the migration carry it over");
    }

    @Test
    void whatARequestContainsIsSpokenByClientsToo() {
        var nested = new Field("add", "message", "game.Add", false);
        var text = new Field("amount", "string", "", false);
        Map<String, Shape> old = shapes(Map.of(1, AMOUNT), Map.of(1, nested));
        Map<String, Shape> changed = shapes(Map.of(1, text), Map.of(1, nested));
        var found = Compatibility.of(
                old, changed, List.of(logic(1, "request game.State")), List.of(logic(2, "request game.State")));
        assertThat(found.reasons()).singleElement().asString().contains("game.Add.amount");
    }

    @Test
    void aRemovedRequestIsAWarning() {
        Map<String, Shape> shapes = shapes(Map.of(1, AMOUNT), Map.of());
        var found = Compatibility.of(
                shapes, shapes, List.of(logic(1, "request game.Add", "message game.Reset")), List.of(logic(1)));
        assertThat(found.reasons()).isEmpty();
        assertThat(found.warnings())
                .hasSize(2)
                .anyMatch(w -> w.contains("request game.Add is gone"))
                .anyMatch(w -> w.contains("message game.Reset is gone"));
    }

    private static Compatibility compare(Map<Integer, Field> old, Map<Integer, Field> changed) {
        return Compatibility.of(
                shapes(old, Map.of()),
                shapes(changed, Map.of()),
                List.of(logic(1, "request game.Add")),
                List.of(logic(1, "request game.Add")));
    }

    private static Map<String, Shape> shapes(Map<Integer, Field> add, Map<Integer, Field> state) {
        return Map.of(
                "game.Add", new Shape("game.Add", new TreeMap<>(add)),
                "game.State", new Shape("game.State", new TreeMap<>(state)));
    }

    private static Logic logic(int schema, String... handlers) {
        return new Logic("player", "game", "1.0.0", 7, schema, List.of(handlers), false, Standing.ACTIVE, "");
    }
}
