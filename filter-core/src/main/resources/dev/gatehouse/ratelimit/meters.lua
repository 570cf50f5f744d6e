-- The arithmetic of limits on a server that several nodes share: what the meters beside this file's Java classes do
-- (SlidingWindow, FixedWindow, CalendarWindow, TokenBucket, Concurrency, PenaltyMeter), in the same order and with the
-- same names, and to the same results: BucketStoreContract and StoresAgreeTest hold both to it.
--
-- Times are whole microseconds since 1970. All numbers are whole and below 2^53, so that a double holds them exactly;
-- TokenBucket chooses its tick so that its own are.
--
-- A meter is {kind, id, ...}, as Tier.layout() writes it. What it keeps of a bucket are words, a list of numbers; one
-- that is all zero is a caller who has used nothing.

local SLOTS = 20
local RING = 21

local function divided(number, divisor)
  return (number - number % divisor) / divisor
end

local sliding = {}

function sliding.new()
  local words = {}
  for i = 1, 3 + RING do words[i] = 0 end
  return words
end

-- words: newest slot, slots back to the oldest that counts, used, then the ring
local function at(slot)
  return 4 + slot % RING
end

function sliding.refresh(meter, words, now)
  local limit, length = meter[3], meter[4]
  local newest, used = words[1], words[3]
  local slot = newest
  if now >= (newest + 1) * length then slot = divided(now, length) end
  if used == 0 then
    words[1], words[2] = slot, 0
    return limit
  end
  local oldest = newest - words[2]
  while used > 0 do
    local count = words[at(oldest)]
    if count > 0 and oldest >= slot - SLOTS then break end
    used = used - count
    words[at(oldest)] = 0
    oldest = oldest + 1
  end
  if used == 0 then oldest = slot end
  words[1], words[2], words[3] = slot, slot - oldest, used
  return limit - used
end

function sliding.take(meter, words, cost)
  words[at(words[1])] = words[at(words[1])] + cost
  words[3] = words[3] + cost
end

function sliding.give_back(meter, words, taken_at, cost)
  local slot = divided(taken_at, meter[4])
  if slot < words[1] - SLOTS or slot > words[1] then return end
  local count = math.min(cost, words[at(slot)])
  words[at(slot)] = words[at(slot)] - count
  words[3] = words[3] - count
end

local function until_forgotten(meter, slot, now)
  return (slot + RING) * meter[4] - now
end

function sliding.until_room(meter, words, now, cost)
  local needed = words[3] + cost - meter[3]
  if needed <= 0 then return 0 end
  local slot = words[1] - words[2]
  while true do
    needed = needed - words[at(slot)]
    if needed <= 0 then return until_forgotten(meter, slot, now) end
    slot = slot + 1
  end
end

function sliding.until_more(meter, words, now)
  if words[3] == 0 then return 0 end
  return until_forgotten(meter, words[1] - words[2], now)
end

function sliding.until_whole(meter, words, now)
  if words[3] == 0 then return 0 end
  local slot = words[1]
  while words[at(slot)] == 0 do slot = slot - 1 end
  return until_forgotten(meter, slot, now)
end

local fixed = {}

function fixed.new()
  return {0, 0}
end

-- words: the window's number, used
function fixed.refresh(meter, words, now)
  if now >= (words[1] + 1) * meter[4] then
    words[1], words[2] = divided(now, meter[4]), 0
  end
  return meter[3] - words[2]
end

function fixed.take(meter, words, cost)
  words[2] = words[2] + cost
end

function fixed.give_back(meter, words, taken_at, cost)
  if words[1] == divided(taken_at, meter[4]) then
    words[2] = words[2] - math.min(cost, words[2])
  end
end

function fixed.until_room(meter, words, now, cost)
  if cost <= meter[3] - words[2] then return 0 end
  return (words[1] + 1) * meter[4] - now
end

function fixed.until_whole(meter, words, now)
  if words[2] == 0 then return 0 end
  return (words[1] + 1) * meter[4] - now
end

fixed.until_more = fixed.until_whole

local calendar = {}

function calendar.new()
  return {0, 0}
end

-- The node looks the windows up that a time near its own may be in: their beginnings, and the last one's end.
local function window(meter, time)
  local bounds = meter[4]
  for i = #bounds - 1, 2, -1 do
    if time >= bounds[i] then return bounds[i], bounds[i + 1] end
  end
  return bounds[1], bounds[2]
end

-- words: when the window began, used
function calendar.refresh(meter, words, now)
  local start = window(meter, now)
  if start > words[1] then words[1], words[2] = start, 0 end
  return meter[3] - words[2]
end

calendar.take = fixed.take

function calendar.give_back(meter, words, taken_at, cost)
  local start = window(meter, taken_at)
  if taken_at >= start and words[1] == start then
    words[2] = words[2] - math.min(cost, words[2])
  end
end

function calendar.until_room(meter, words, now, cost)
  if cost <= meter[3] - words[2] then return 0 end
  local start, finish = window(meter, words[1])
  return finish - now
end

function calendar.until_whole(meter, words, now)
  if words[2] == 0 then return 0 end
  local start, finish = window(meter, words[1])
  return finish - now
end

calendar.until_more = calendar.until_whole

local tokens = {}

function tokens.new()
  return {0, 0}
end

-- meter: kind, id, capacity, tick, unit, drain; words: level, tick
function tokens.refresh(meter, words, now)
  local capacity, tick, unit, drain = meter[3], meter[4], meter[5], meter[6]
  local passed = now - words[2] * tick
  if passed >= tick then
    local elapsed = divided(passed, tick)
    if elapsed > divided(capacity, drain) then
      words[1] = 0
    else
      words[1] = math.max(0, words[1] - elapsed * drain)
    end
    words[2] = words[2] + elapsed
  end
  return divided(capacity - words[1], unit)
end

function tokens.take(meter, words, cost)
  words[1] = words[1] + cost * meter[5]
end

function tokens.give_back(meter, words, taken_at, cost)
  local capacity, tick, unit, drain = meter[3], meter[4], meter[5], meter[6]
  local elapsed = math.max(0, words[2] - divided(taken_at, tick))
  local left = 0
  if elapsed <= divided(capacity, drain) then left = math.max(0, cost * unit - elapsed * drain) end
  words[1] = math.max(0, words[1] - left)
end

local function until_drained_by(meter, words, now, amount)
  if amount <= 0 then return 0 end
  return (words[2] + divided(amount + meter[6] - 1, meter[6])) * meter[4] - now
end

function tokens.until_room(meter, words, now, cost)
  return until_drained_by(meter, words, now, words[1] + cost * meter[5] - meter[3])
end

function tokens.until_more(meter, words, now)
  if words[1] == 0 then return 0 end
  local free = meter[3] - words[1]
  return until_drained_by(meter, words, now, (divided(free, meter[5]) + 1) * meter[5] - free)
end

function tokens.until_whole(meter, words, now)
  return until_drained_by(meter, words, now, words[1])
end

-- So many at once. A node that is gone gives nothing back, so what it held is forgotten some time after it was taken,
-- or taken again: which a sliding window does.
local held = {
  new = sliding.new,
  take = sliding.take,
  give_back = sliding.give_back
}

function held.refresh(meter, words, now)
  return math.max(0, sliding.refresh(meter, words, now))
end

function held.until_room(meter, words, now, cost)
  return cost <= meter[3] - words[3] and 0 or 1000000
end

function held.until_more()
  return 0
end

function held.until_whole(meter, words)
  return words[3] == 0 and 0 or 1000000
end

local kinds = {sliding = sliding, fixed = fixed, calendar = calendar, tokens = tokens, held = held}

-- penalty: 'penalty', id, after, slot length of within, length; words: when it ends, then refusals as a sliding window
local penalty = {}

function penalty.left(meter, words, now)
  return math.max(0, words[1] - now)
end

function penalty.count(meter, words, now)
  if sliding.refresh(meter, words[2], now) > 1 then
    sliding.take(meter, words[2], 1)
  else
    words[1], words[2] = now + meter[5], sliding.new()
  end
end

function penalty.until_whole(meter, words, now)
  sliding.refresh(meter, words[2], now)
  return math.max(penalty.left(meter, words, now), sliding.until_whole(meter, words[2], now))
end

-- What Redis keeps of one subject: the words of each meter, under its id, so that one that another policy has too stays
-- what it was.
local function load(key)
  local stored = redis.call('GET', key)
  return stored and cmsgpack.unpack(stored) or {}
end

local function words_of(state, meter)
  local words = state[meter[2]]
  if not words then
    words = kinds[meter[1]].new()
    state[meter[2]] = words
  end
  return words
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
