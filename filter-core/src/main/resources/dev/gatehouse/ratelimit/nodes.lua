-- Says that a node is there, and counts those that have said so in the last seconds.
--
-- KEYS: where all nodes say it. ARGV: the node's name.
--
-- Returns {how many there are}.

local SECONDS = 5

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]

redis.call('ZADD', KEYS[1], string.format('%.0f', now), ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now - SECONDS * 1000000))
redis.call('EXPIRE', KEYS[1], 2 * SECONDS)
return {redis.call('ZCARD', KEYS[1])}
