package dev.gatehouse;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * On a test that shows what settings do: by a request and its answer, or by what is logged or printed where that is all
 * that they do. There is one for every setting; the names are those of {@link SettingList}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Shows {

    /** The settings, each with the places it is in: {@code rateLimit.rules.penalty.after}. */
    String[] value();
}
