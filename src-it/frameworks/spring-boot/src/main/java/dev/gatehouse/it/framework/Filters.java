package dev.gatehouse.it.framework;

// docs begin
import dev.gatehouse.cors.CorsFilter;
import dev.gatehouse.cors.CorsPolicy;
import dev.gatehouse.ratelimit.RateLimitFilter;
import dev.gatehouse.ratelimit.RateLimitPolicy;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

@Configuration
class Filters {

    @Bean
    FilterRegistrationBean<CorsFilter> cors() {
        var policy = CorsPolicy.builder()
                .allowedOrigins("https://app.example.com")
                .allowedHeaders("X-API-Key")
                .build();
        var registration = new FilterRegistrationBean<>(new CorsFilter(policy));
        registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ERROR);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return registration;
    }

    @Bean
    FilterRegistrationBean<RateLimitFilter> rateLimit() {
        var policy = RateLimitPolicy.builder().limits("3/3s").by("apiKey").build();
        var registration = new FilterRegistrationBean<>(new RateLimitFilter(policy));
        registration.setDispatcherTypes(DispatcherType.REQUEST);
        registration.setOrder(-9_999);
        return registration;
    }
}
// docs end
