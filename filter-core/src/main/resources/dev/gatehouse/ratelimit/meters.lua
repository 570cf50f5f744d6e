-- The arithmetic of limits on a server that several nodes share: what the meters beside this file's Java classes do
-- (SlidingWindow, FixedWindow, CalendarWindow, TokenBucket, Concurrency, PenaltyMeter), in the same order and with the
-- same names, and to the same results: BucketStoreContract and StoresAgreeTest hold both to it. Scripts.java puts the
-- kinds that a charge needs behind this file, and what is to be done with them behind those: a server makes all
-- functions of a script anew at each call.
--
-- Times are whole microseconds since 1970. All numbers are whole and below 2^53, so that a double holds them exactly;
-- TokenBucket chooses its tick so that its own are.
--
-- A meter is seven numbers, as Tier.layout() writes them: which kind it is, its id, and what its kind says. What it
-- keeps of a bucket are words, a list of numbers; new ones are a caller who has used nothing. Packed, they are bytes.

local now
do
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end

local pack, unpack_from, max, min = struct.pack, struct.unpack, math.max, math.min
local kinds = {}

local function divided(number, divisor)
  return (number - number % divisor) / divisor
end

-- Returns the meters of a layout.
local layouts = {}
local function meters_of(layout)
  local meters = layouts[layout]
  if not meters then
    meters = {}
    for at = 1, #layout, 56 do
      meters[#meters + 1] = {unpack_from('<ddddddd', layout, at)}
    end
    layouts[layout] = meters
  end
  return meters
end

-- What the server keeps of one subject: for each meter its id, how many bytes its words are, and those; so that a meter
-- that another policy has too stays what it was.

-- Returns the packed words of a subject, by the ids of their meters.
local function load(key)
  local words = {}
  local stored = redis.call('GET', key)
  local at = 1
  while stored and at <= #stored do
    local id, packed
    id, packed, at = unpack_from('<I4I2c0', stored, at)
    words[id] = packed
  end
  return words
end

-- Keeps them; ... says for how long.
local function save(key, words, ...)
  local stored = {}
  for id, packed in pairs(words) do
    stored[#stored + 1] = pack('<I4I2c0', id, #packed, packed)
  end
  redis.call('SET', key, table.concat(stored), ...)
end
