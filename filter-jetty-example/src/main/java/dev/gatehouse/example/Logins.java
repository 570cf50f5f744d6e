package dev.gatehouse.example;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/** Who may come in: anybody who knows the word. It is there so that failed logins can be limited. */
final class Logins {

    private static final byte[] PASSWORD = "open-sesame".getBytes(StandardCharsets.UTF_8);

    private record Draft(String user, String password) {

        static Draft read(Fields fields) {
            var draft = new Draft(fields.text("user", 80), fields.text("password", 200));
            fields.noOthers();
            return draft;
        }
    }

    void addTo(Routes routes) {
        routes.post("/login", Logins::login);
    }

    private static Answer login(Call call) throws IOException {
        var draft = Fields.readOne(call.body(), Draft::read);
        if (!MessageDigest.isEqual(PASSWORD, draft.password.getBytes(StandardCharsets.UTF_8))) {
            // A 401 names a way in (RFC 9110, section 15.5.2); at Basic, browsers would ask with a window of their own.
            return Answer.error(401, "wrong_password", "The user or the password is wrong.")
                    .with("WWW-Authenticate", "Bearer realm=\"example\"");
        }
        return Answer.ok(Map.of("user", draft.user));
    }
}
