-- So many at once. A node that is gone gives nothing back, so what it held is forgotten some time after it was taken,
-- or taken again: which a sliding window does. meter: kind, id, limit, slot length
local held = {
  is_held = true,
  unpack = sliding.unpack,
  pack = sliding.pack,
  take = sliding.take,
  give_back = sliding.give_back
}
kinds[5] = held

function held.refresh(meter, words, now)
  return max(0, sliding.refresh(meter, words, now))
end

function held.until_room(meter, words, now, cost)
  return cost <= meter[3] - words[2] and 0 or 1000000
end

function held.until_more()
  return 0
end

function held.until_whole(meter, words)
  return words[2] == 0 and 0 or 1000000
end

-- Returns for how long what is held is remembered.
function held.until_forgotten(meter, words, now)
  return sliding.until_whole(meter, words, now)
end
