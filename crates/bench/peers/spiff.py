"""SpiffWorkflow on one diagram, for so many seconds: prints its version, the cases that came to their end,
the time and the processor time.

Nothing is written anywhere. The service does nothing; every user task is completed with `approved`.
"""

import json
import sys
import time
from importlib.metadata import version

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

FACTS = {"total": 60000, "price": 20000, "quantity": 3}


def run(spec, asked):
    case = BpmnWorkflow(spec)
    case.task_tree.data.update(FACTS)
    answered = 0
    case.do_engine_steps()
    while not case.is_completed():
        open_tasks = case.get_tasks(state=TaskState.READY, manual=True)
        called = case.get_tasks(state=TaskState.STARTED)
        assert open_tasks or called, "the case stands still"
        for task in called:
            task.complete()
        for task in open_tasks:
            task.data["approved"] = True
            task.run()
            answered += 1
        case.do_engine_steps()
    assert answered == asked and case.last_task.data["total"] == 60000, case.last_task.data


def main():
    file, process, asked, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])
    parser = BpmnParser()
    parser.add_bpmn_file(file)
    spec = parser.get_spec(process)
    for _ in range(20):
        run(spec, asked)
    cases, began, busy = 0, time.perf_counter(), time.process_time()
    while time.perf_counter() - began < seconds:
        run(spec, asked)
        cases += 1
    told = {"seconds": time.perf_counter() - began, "processor": time.process_time() - busy}
    print(json.dumps({"name": "SpiffWorkflow " + version("SpiffWorkflow"), "cases": cases, **told}))


main()
