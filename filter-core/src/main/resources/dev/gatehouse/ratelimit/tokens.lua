-- meter: kind, id, capacity, tick, unit, drain. words: level, tick
local tokens = {}
kinds[4] = tokens

function tokens.unpack(packed)
  if not packed then return {0, 0} end
  return {unpack_from('<dd', packed)}
end

function tokens.pack(words)
  return pack('<dd', words[1], words[2])
end

function tokens.refresh(meter, words, now)
  local capacity, tick, unit, drain = meter[3], meter[4], meter[5], meter[6]
  local passed = now - words[2] * tick
  if passed >= tick then
    local elapsed = divided(passed, tick)
    if elapsed > divided(capacity, drain) then
      words[1] = 0
    else
      words[1] = max(0, words[1] - elapsed * drain)
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
  local elapsed = max(0, words[2] - divided(taken_at, tick))
  local left = 0
  if elapsed <= divided(capacity, drain) then left = max(0, cost * unit - elapsed * drain) end
  words[1] = max(0, words[1] - left)
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
