-- meter: kind, id, limit, slot length. words: the oldest slot that counts, used, then what was taken in each slot from
-- that one on, to the newest
local sliding = {}
kinds[1] = sliding

local SLOTS = 20

function sliding.unpack(packed, at)
  if not packed then return {0, 0} end
  local words = {unpack_from('<dI4' .. string.rep('I4', (#packed - at - 11) / 4), packed, at)}
  words[#words] = nil
  return words
end

function sliding.pack(words)
  return pack('<dI4' .. string.rep('I4', #words - 2), unpack(words))
end

function sliding.refresh(meter, words, now)
  local limit, length = meter[3], meter[4]
  local oldest, used, size = words[1], words[2], #words
  local newest = oldest + size - 3
  local slot = newest
  if now >= (newest + 1) * length then slot = divided(now, length) end
  local gone = 0
  while used > 0 and (words[3 + gone] == 0 or oldest + gone < slot - SLOTS) do
    used = used - words[3 + gone]
    gone = gone + 1
  end
  if used == 0 then
    for i = size, 4, -1 do words[i] = nil end
    words[1], words[2], words[3] = slot, 0, 0
    return limit
  end
  if gone > 0 then
    for i = 3, size do words[i] = words[i + gone] end
    words[1], words[2] = oldest + gone, used
  end
  for i = #words + 1, slot - words[1] + 3 do words[i] = 0 end
  return limit - used
end

function sliding.take(meter, words, cost)
  words[2] = words[2] + cost
  words[#words] = words[#words] + cost
end

function sliding.give_back(meter, words, taken_at, cost)
  local slot = divided(taken_at, meter[4])
  if slot < words[1] or slot - words[1] > #words - 3 then return end
  local i = 3 + slot - words[1]
  local count = min(cost, words[i])
  words[i] = words[i] - count
  words[2] = words[2] - count
end

local function until_forgotten(meter, slot, now)
  return (slot + SLOTS + 1) * meter[4] - now
end

function sliding.until_room(meter, words, now, cost)
  local needed = words[2] + cost - meter[3]
  if needed <= 0 then return 0 end
  local i = 2
  repeat
    i = i + 1
    needed = needed - words[i]
  until needed <= 0
  return until_forgotten(meter, words[1] + i - 3, now)
end

function sliding.until_more(meter, words, now)
  if words[2] == 0 then return 0 end
  return until_forgotten(meter, words[1], now)
end

function sliding.until_whole(meter, words, now)
  if words[2] == 0 then return 0 end
  local i = #words
  while words[i] == 0 do i = i - 1 end
  return until_forgotten(meter, words[1] + i - 3, now)
end
