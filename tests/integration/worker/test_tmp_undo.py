from tests.integration.worker.test_course import *
from ombud.workflows import rewind
def test_undo(world):
    case_id = world.ask(); world.work(); answer(world, case_id); world.work()
    by = world.person("operator@nutmeg.example")
    world.each(lambda s: rewind.undo(s, world.office, case_id, reason="wrong", by=by, at=world.clock()))
    world.work()
    world.clock.at = AT + 23*DAY
    world.work()
    for j in world.jobs(): print(j.kind, j.status, j.last_error)
    for l in world.each(lambda s: s.scalars(select(Letter)).all()): print(l.element, l.name, l.issued_at)
    assert 0
