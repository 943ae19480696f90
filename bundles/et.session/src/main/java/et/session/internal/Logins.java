package et.session.internal;

import et.persistence.AccountStore;
import et.persistence.AccountStore.Account;
import et.persistence.AccountStore.Way;
import et.persistence.StoreException;
import et.proto.client.Code;
import et.proto.client.Password;
import et.session.AuthenticationException;
import et.session.Authenticator.Opened;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logins and the creation of accounts. All but {@link #named} blocks: on a pool only. */
final class Logins {

    private static final Logger log = LoggerFactory.getLogger(Logins.class);
    private static final String WRONG = "name or password is wrong";
    private static final String NOT_HERE = ", and accounts cannot be created from here";

    private final AccountStore accounts;
    private final Passwords passwords;
    private final Throttles throttles;
    private final Create create;
    private final OpenSessions sessions;

    /** A login whose name and password keep the rules. */
    record Named(String name, String password, boolean create) {

        @Override
        public String toString() {
            return name;
        }
    }

    Logins(AccountStore accounts, Passwords passwords, Throttles throttles, Create create, OpenSessions sessions) {
        this.accounts = accounts;
        this.passwords = passwords;
        this.throttles = throttles;
        this.create = create;
        this.sessions = sessions;
    }

    /** Checks name and password against the rules: what breaks them belongs to no account, so nothing is given away by refusing it at once. */
    Named named(Password password, boolean wanted, InetAddress from) {
        String name = Names.name(password.getName());
        String secret = Names.password(password.getPassword());
        if (name != null && secret != null) {
            return new Named(name, secret, wanted);
        }
        if (wanted && create.allowed(from)) {
            throw new AuthenticationException(
                    Code.CREATE_REFUSED, name == null ? Names.NAME_RULE : Names.PASSWORD_RULE);
        }
        throw wrong(wanted, from);
    }

    /** A login with name and password. Costs one Argon2id whether or not the account exists. */
    Opened password(Named login, InetAddress from, Throttles.Charge charge) {
        Optional<Account> found = accounts.find(Way.PASSWORD, login.name());
        if (found.isEmpty() && login.create() && create.allowed(from)) {
            throttles.create(from);
            String secret = passwords.hash(login.password());
            Optional<Account> created = accounts.create(Way.PASSWORD, login.name(), secret);
            if (created.isPresent()) {
                return welcome(created.get(), login, from, charge);
            }
            // Somebody was faster; it may even have been the same player.
            found = accounts.find(Way.PASSWORD, login.name());
        }
        if (found.isEmpty()) {
            passwords.matchesNobody(login.password());
            throw wrong(login.create(), from);
        }
        Account account = found.get();
        if (!passwords.matches(login.password(), account.secret())) {
            throw wrong(login.create(), from);
        }
        if (account.blocked()) {
            charge.giveBack();
            throw blocked();
        }
        Opened opened = welcome(account, login, from, charge);
        renew(account, login);
        return opened;
    }

    /** A login with a device's secret: 256 random bits need no slow hash. */
    Opened device(byte[] secret, boolean wanted, InetAddress from, Throttles.Charge charge) {
        if (secret.length != Tokens.BYTES) {
            throw new AuthenticationException(Code.LOGIN_FAILED, "a device's secret has " + Tokens.BYTES + " bytes");
        }
        String key = HexFormat.of().formatHex(Tokens.hash(secret));
        Optional<Account> found = accounts.find(Way.DEVICE, key);
        if (found.isEmpty() && wanted && create.allowed(from)) {
            throttles.create(from);
            found = accounts.create(Way.DEVICE, key, "").or(() -> accounts.find(Way.DEVICE, key));
        }
        if (found.isEmpty()) {
            throw wanted
                    ? new AuthenticationException(Code.CREATE_REFUSED, "this device is not known" + NOT_HERE)
                    : new AuthenticationException(Code.LOGIN_FAILED, "this device is not known");
        }
        charge.giveBack();
        if (found.get().blocked()) {
            throw blocked();
        }
        return sessions.open(found.get().player());
    }

    private Opened welcome(Account account, Named login, InetAddress from, Throttles.Charge charge) {
        charge.giveBack();
        throttles.remember(login.name(), from);
        return sessions.open(account.player());
    }

    /** Hashes the password anew when the configured cost has changed. */
    private void renew(Account account, Named login) {
        if (!passwords.outdated(account.secret())) {
            return;
        }
        try {
            accounts.secret(account.player(), passwords.hash(login.password()));
        } catch (StoreException later) {
            log.warn(
                    "the password of player {} keeps its old cost until the next login: {}",
                    account.player(),
                    later.toString());
        }
    }

    /** The same for a wrong password and an account that does not exist. */
    private AuthenticationException wrong(boolean wanted, InetAddress from) {
        return wanted && !create.allowed(from)
                ? new AuthenticationException(Code.CREATE_REFUSED, WRONG + NOT_HERE)
                : new AuthenticationException(Code.LOGIN_FAILED, WRONG);
    }

    private static AuthenticationException blocked() {
        return new AuthenticationException(Code.BLOCKED, "this account is blocked");
    }
}
