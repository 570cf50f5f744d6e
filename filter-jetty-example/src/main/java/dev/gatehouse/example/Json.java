package dev.gatehouse.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads JSON as strictly as it is written. */
final class Json {

    /** The most bytes that a request's body may have. */
    static final int MAX_BODY = 4 * 1024 * 1024;

    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Reads a request's body.
     *
     * @throws ApiException 415 if it is not declared as JSON, 413 if it is too large, 400 if it cannot be read
     */
    static JsonNode read(HttpServletRequest request) throws IOException {
        @Nullable String type = request.getContentType();
        if (type == null || !isJson(type.toLowerCase(Locale.ROOT))) {
            throw new ApiException(
                    415, "unsupported_media_type", "Send JSON in UTF-8, with Content-Type: application/json.");
        }
        var body = request.getInputStream();
        var bytes = body.readNBytes(MAX_BODY + 1);
        if (bytes.length > MAX_BODY) {
            // Whoever is still writing reads no answer; so what is left of not much more is read and thrown away.
            body.skip(MAX_BODY);
            throw new ApiException(413, "content_too_large", "The body is larger than " + MAX_BODY + " bytes.");
        }
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            var node = MAPPER.readTree(text.toString());
            if (node.isMissingNode()) {
                throw new ApiException(400, "malformed_json", "The body is empty; send one JSON value.");
            }
            return node;
        } catch (CharacterCodingException e) {
            throw new ApiException(400, "malformed_json", "The body is not UTF-8.");
        } catch (JsonProcessingException e) {
            var at = e.getLocation();
            var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new ApiException(400, "malformed_json", "The body is not JSON: it cannot be read" + where + ".");
        }
    }

    /**
     * Returns the objects of a bulk request: the array that the body is, or that is its only member.
     *
     * @throws ApiException if the body is neither
     */
    static List<JsonNode> records(JsonNode body, String member) {
        var array = body.isObject() && body.size() == 1 ? body.path(member) : body;
        if (!array.isArray()) {
            throw ApiException.invalid("send an array, or an object with the array \"" + member + "\"");
        }
        var records = new ArrayList<JsonNode>(array.size());
        array.forEach(records::add);
        return records;
    }

    private static boolean isJson(String type) {
        var compact = type.replace(" ", "").replace("\t", "").replace("\"", "");
        return compact.equals("application/json") || compact.equals("application/json;charset=utf-8");
    }
}
